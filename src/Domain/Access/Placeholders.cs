namespace OrleansMonitor.Domain.Access;

/// <summary>Texts that stand for a secret in documentation and examples.</summary>
public static class Placeholders
{
    private static readonly string[] Words = ["changeme", "replaceme", "placeholder", "yourkey", "youradminkey", "yoursecret"];

    /// <summary>Whether a text is one to be replaced, such as <c>CHANGE-ME</c>, with or without additions.</summary>
    public static bool Has(string text)
    {
        var letters = string.Concat(text.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return text.Contains('…', StringComparison.Ordinal) || Words.Any(word => letters.Contains(word, StringComparison.Ordinal));
    }
}
