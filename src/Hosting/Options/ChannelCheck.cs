namespace OrleansMonitor.Hosting.Options;

/// <summary>The checks that channels have in common. Problems name the setting and never quote it.</summary>
/// <param name="Key">The key of the channel.</param>
/// <param name="Problems">Receives the problems.</param>
internal readonly record struct ChannelCheck(string Key, ProblemList Problems)
{
    /// <summary>Whether a text can be sent in a header or a path: visible ASCII.</summary>
    public static bool IsToken(string text) => text.All(letter => letter is > ' ' and <= '~');

    /// <summary>Requires the address of a server.</summary>
    public void Server(string? text, string of) => NotificationReader.CheckAddress(text, $"{Key}:Server", of, Problems);

    /// <summary>Requires a setting.</summary>
    public void Require(bool valid, string setting, string problem) => Problems.Require(valid, $"{Key}:{setting}", problem);

    /// <summary>Reads a token that is required; empty if it is unusable.</summary>
    /// <param name="setting">The setting's name, to which <c>File</c> is added for its file.</param>
    /// <param name="text">The token.</param>
    /// <param name="file">The file with the token.</param>
    /// <param name="where">Where people find it.</param>
    public string Token(string setting, string? text, string? file, string where)
    {
        if (Read(setting, text, file, $"is missing; {where}") is not { } token) return "";
        Require(IsToken(token), setting, "contains a space or a character outside ASCII.");
        return token;
    }

    /// <summary>Reads an address that is a secret; empty if it is unusable.</summary>
    /// <param name="text">The address.</param>
    /// <param name="file">The file with the address.</param>
    /// <param name="of">What it is the address of, and where people find it.</param>
    public string Address(string? text, string? file, string of)
    {
        if (Read("Url", text, file, $"is missing; set the address of {of}.") is not { } address) return "";
        NotificationReader.CheckAddress(address, $"{Key}:Url", of, Problems);
        return address;
    }

    private string? Read(string setting, string? text, string? file, string missing)
    {
        var before = Problems.All.Count;
        var read = Secrets.Read(text, file, $"{Key}:{setting}", $"{Key}:{setting}File", Problems);
        if (read is null && Problems.All.Count == before) Problems.Add($"{Key}:{setting}", missing);
        return read;
    }
}
