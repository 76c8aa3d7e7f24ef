namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Names of accounts: letters and digits of any language, and <c>. - _ @ + '</c> and single spaces within. Marks that combine with a letter
/// are refused, since the same name could then be written in two ways.
/// </summary>
public static class AccountName
{
    /// <summary>The minimum length in UTF-16 characters.</summary>
    public const int MinLength = 2;

    /// <summary>The maximum length in UTF-16 characters, of display names too.</summary>
    public const int MaxLength = 64;

    private const string Signs = ".-_@+'";

    /// <summary>The form by which names are compared: without surrounding space, in one case.</summary>
    public static string Normalise(string name) => name.Trim().ToUpperInvariant();

    /// <summary>Why a text cannot name an account, as a sentence; null if it can.</summary>
    /// <param name="name">The name, without surrounding space.</param>
    public static string? Refuse(string name)
    {
        if (name.Length is < MinLength or > MaxLength) return $"name has {MinLength} to {MaxLength} characters.";
        return Enumerable.Range(0, name.Length).Any(at => !IsPlain(name, at))
            ? $"name holds characters other than letters, digits, single spaces and {Signs}" : null;
    }

    /// <summary>Why a text cannot be a display name, as a sentence; null if it can.</summary>
    /// <param name="name">The display name, without surrounding space; null or empty for none.</param>
    public static string? RefuseDisplay(string? name)
    {
        if (name is null) return null;
        if (name.Length > MaxLength) return $"displayName is longer than {MaxLength} characters.";
        return Text.OneLine.Printable(name) == name ? null : "displayName contains control characters.";
    }

    private static bool IsPlain(string name, int at) =>
        char.IsLetterOrDigit(name[at]) || Signs.Contains(name[at], StringComparison.Ordinal)
        || (name[at] == ' ' && at > 0 && name[at - 1] != ' ');
}
