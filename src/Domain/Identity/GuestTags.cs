namespace OrleansMonitor.Domain.Identity;

/// <summary>Reads a guest's tags, which Proxmox writes in one text such as <c>prod;web</c>.</summary>
public static class GuestTags
{
    private static readonly char[] Separators = [';', ',', ' '];

    /// <summary>Each tag; none where there is no text.</summary>
    public static string[] Split(string? tags) => (tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Whether a tag is among them. Proxmox compares tags without case unless told otherwise (datacenter option tag-style).
    /// </summary>
    public static bool Contain(string? tags, string tag) => Split(tags).Contains(tag, StringComparer.OrdinalIgnoreCase);
}
