using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>
/// Reads an assembly's own table of the foreign types that it names: complete, method bodies and state machines included.
/// </summary>
internal static class TypesNamed
{
    public static IReadOnlyList<string> By(string room)
    {
        using var file = File.OpenRead(House.Built(room).Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")];
    }

    public static IEnumerable<string> By(string room, params string[] places) =>
        By(room).Where(type => places.Any(place => House.Under(type, place)));
}
