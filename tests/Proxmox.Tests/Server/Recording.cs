using System.Text.Json.Nodes;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>An answer recorded from a real cluster.</summary>
internal static class Recording
{
    /// <summary>The recorded body, of which tests may change fields.</summary>
    public static JsonNode Body(string name) => File(name)["body"]!;

    /// <summary>The whole recording.</summary>
    public static JsonNode File(string name) =>
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Recordings.Answers, name + ".json")))!;

    /// <summary>Names of all recordings that begin so.</summary>
    public static IEnumerable<string> Names(string prefix) =>
        Directory.EnumerateFiles(Recordings.Answers, prefix + "*.json")
            .Select(static f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);
}
