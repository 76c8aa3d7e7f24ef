namespace OrleansMonitor.Domain.Rules;

/// <summary>Whether a storage's content types make a full storage a problem.</summary>
public static class StorageContent
{
    private static readonly string[] Fetchable = ["iso", "vztmpl", "import", "none"];

    /// <summary>Why a full storage is no problem; null if it is one, or if the content types are not known.</summary>
    /// <param name="content">The storage's <c>content</c>, separated by commas.</param>
    public static string? MayBeFull(string? content)
    {
        if (content is null) return null;
        var kinds = content.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return kinds.All(kind => Fetchable.Contains(kind, StringComparer.Ordinal))
            ? "it holds only ISO images and templates: neither guests nor backups are written to it"
            : null;
    }
}
