namespace OrleansMonitor.Simulator.Access;

/// <summary>The permission commands of Proxmox's <c>pveum</c>. They fail in the same cases as the real ones.</summary>
internal sealed class Pveum(TokenStore tokens)
{
    private readonly AccessControl _control = tokens.Control;

    /// <summary>Runs a line. Returns null on success, else the error of the last failed command.</summary>
    /// <exception cref="FormatException">The line has an unknown command or option.</exception>
    public string? Run(string line)
    {
        string? error = null;
        foreach (var (joint, words) in PveumLine.Split(line))
        {
            if (joint == ShellOperator.And && error is not null) continue;
            if (joint == ShellOperator.Or && error is null) continue;
            error = One(words);
        }

        return error;
    }

    private string? One(IReadOnlyList<string> words)
    {
        if (words is ["true"]) return null;
        var named = words.TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var options = Options([.. words.Skip(named.Length)]);
        return named switch
        {
            ["pveum", "role", "add", var role] => _control.HasRole(role) ? $"role '{role}' already exists" : Role(role, options),
            ["pveum", "role", "modify", var role] => _control.HasRole(role) ? Role(role, options) : $"role '{role}' does not exist",
            ["pveum", "role", "delete", var role] =>
                _control.HasRole(role) ? Do(() => _control.DeleteRole(role)) : $"role '{role}' does not exist",
            ["pveum", "acl", "modify", var path] => Entries(path, options, delete: false),
            ["pveum", "acl", "delete", var path] => Entries(path, options, delete: true),
            ["pveum", "user", "add", var user] =>
                tokens.Find(user) is null ? Do(() => tokens.AddUser(user, "")) : $"create user failed: user '{user}' already exists",
            ["pveum", "user", "modify", var user] => tokens.Find(user) is null ? $"update user failed: user '{user}' does not exist" : null,
            ["pveum", "user", "token", "add", var user, var name] => AddToken(user, name, options),
            ["pveum", "user", "token", "remove", var user, var name] =>
                tokens.Find($"{user}!{name}") is null ? $"no such token '{name}' for user '{user}'"
                : Do(() => tokens.RemoveToken($"{user}!{name}")),
            _ => throw new FormatException($"'{string.Join(' ', words)}' is not understood"),
        };
    }

    private string? Role(string role, Dictionary<string, string> options) =>
        Do(() => _control.SetRole(role, List(options, "privs"), options.GetValueOrDefault("append") == "1"));

    private string? Entries(string path, Dictionary<string, string> options, bool delete)
    {
        string[] subjects = [.. List(options, "users"), .. List(options, "tokens")];
        if (subjects.Length == 0) return "either 'users', 'groups' or 'tokens' is required.";
        foreach (var role in List(options, "roles"))
        {
            if (!_control.HasRole(role)) return $"ACL update failed: role '{role}' does not exist";
            foreach (var subject in subjects)
            {
                if (tokens.Find(subject) is null) return $"ACL update failed: '{subject}' does not exist";
                if (delete) _control.Delete(path, subject, role);
                else _control.Grant(path, subject, role, options.GetValueOrDefault("propagate", "1") == "1");
            }
        }

        return null;
    }

    private string? AddToken(string user, string name, Dictionary<string, string> options)
    {
        if (tokens.Find(user) is null) return $"no such user ('{user}')";
        if (tokens.Find($"{user}!{name}") is not null) return "Token already exists.";
        return Do(() => tokens.AddToken($"{user}!{name}", Guid.Empty.ToString(), options.GetValueOrDefault("privsep", "1") == "1"));
    }

    private static string? Do(Action change)
    {
        change();
        return null;
    }

    private static Dictionary<string, string> Options(string[] words)
    {
        if (words.Length % 2 != 0) throw new FormatException($"'{string.Join(' ', words)}' is not pairs of an option and its value");
        return words.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1], StringComparer.Ordinal);
    }

    private static string[] List(Dictionary<string, string> options, string name) =>
        options.GetValueOrDefault(name, "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);
}
