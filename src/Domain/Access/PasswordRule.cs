namespace OrleansMonitor.Domain.Access;

/// <summary>Which passwords an account may have. Length counts; no kinds of characters are demanded.</summary>
public static class PasswordRule
{
    /// <summary>The minimum length in UTF-16 characters.</summary>
    public const int MinLength = 12;

    /// <summary>The maximum length in UTF-16 characters, so that hashing one costs little.</summary>
    public const int MaxLength = 256;

    private const int MinDistinct = 5;

    // What must be left of a password without its name and without what everybody tries first.
    private const int MinRest = 6;

    private static readonly string[] Guessable =
    [
        "orleansmonitor", "password", "passwort", "passw0rd", "proxmox", "administrator", "admin", "welcome", "letmein", "qwertz",
        "qwerty", "1234567890", "123456", "abcdef",
    ];

    /// <summary>Why a password is refused, as a sentence; null if it may be used.</summary>
    /// <param name="password">The password.</param>
    /// <param name="name">The account's name.</param>
    public static string? Refuse(string? password, string name)
    {
        if (string.IsNullOrWhiteSpace(password)) return $"password is missing; choose at least {MinLength} characters.";
        if (password.Length < MinLength) return $"password is shorter than {MinLength} characters. A few random words will do.";
        if (password.Length > MaxLength) return $"password is longer than {MaxLength} characters.";
        if (Placeholders.Has(password)) return "password is a placeholder; choose one of your own.";
        return password.Distinct().Count() < MinDistinct || Rest(password, name) < MinRest
            ? "password is easy to guess: it is little more than the name or what everybody tries first. A few random words will do."
            : null;
    }

    private static int Rest(string password, string name) => Guessable.Prepend(name).Where(part => part.Length > 0)
        .Aggregate(password, (rest, part) => rest.Replace(part, "", StringComparison.OrdinalIgnoreCase)).Length;
}
