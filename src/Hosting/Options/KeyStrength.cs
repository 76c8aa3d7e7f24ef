namespace OrleansMonitor.Hosting.Options;

/// <summary>Rejects secrets that somebody could guess without trying for long.</summary>
internal static class KeyStrength
{
    private const int MinLength = 16;
    private const int MinDistinct = 8;

    private static readonly string[] Placeholders = ["changeme", "replaceme", "placeholder", "yourkey", "youradminkey", "yoursecret"];

    /// <summary>Why an admin key is too weak, with the remedy; null if it is not.</summary>
    public static string? Problem(string key)
    {
        if (key.Length < MinLength) return $"is shorter than {MinLength} characters. {Remedy}";
        return key.Distinct().Count() < MinDistinct ? $"has fewer than {MinDistinct} different characters. {Remedy}" : null;
    }

    /// <summary>Whether a text is one to be replaced, such as <c>CHANGE-ME</c>, with or without additions.</summary>
    public static bool IsPlaceholder(string text)
    {
        var letters = string.Concat(text.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return text.Contains('…', StringComparison.Ordinal)
            || Placeholders.Any(placeholder => letters.Contains(placeholder, StringComparison.Ordinal));
    }

    private static string Remedy => "Make one with: openssl rand -base64 32";
}
