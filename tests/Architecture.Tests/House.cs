using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>What is built, and the folder that it is built from.</summary>
internal static class House
{
    /// <summary>Each project under <c>src</c> and the projects of ours that it may reference.</summary>
    public static IReadOnlyDictionary<string, string[]> Rooms { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Domain"] = [],
        ["Proxmox"] = ["Domain"],
        ["Grains"] = ["Domain"],
        ["Channels"] = ["Domain"],
        ["Hosting"] = ["Channels", "Domain", "Proxmox", "Grains"],
        ["Silo"] = ["Hosting"],
        ["Dashboard"] = ["Domain"],
        // The demo runs a simulated Proxmox inside the API's process; it is spoken to over HTTPS all the same.
        ["Api"] = ["Dashboard", "Hosting", "Simulator"],
        ["Simulator"] = [],
    };

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Loaded =
        new(() => new ArchLoader().LoadAssemblies([.. Rooms.Keys.Select(Built)]).Build());

    private static readonly Lazy<string> Root = new(FindRoot);

    public static string Source => Path.Combine(Root.Value, "src");

    public static Assembly Built(string room) => Assembly.Load(new AssemblyName($"OrleansMonitor.{room}"));

    /// <summary>Which type uses which other one, for the types of one namespace and those below it.</summary>
    public static IEnumerable<Use> UsesIn(string place) =>
        from type in Loaded.Value.Types
        where Under(type.Namespace?.FullName ?? "", place)
        from dependency in type.Dependencies
        where dependency.Target.FullName != type.FullName
        // The loader takes the type parameters of equally named generated methods for one another.
        where dependency.Target is not GenericParameter
        select new Use(type.FullName, type.Namespace!.FullName, dependency.Target.FullName, dependency.Target.Namespace?.FullName ?? "");

    public static bool Under(string name, string place) =>
        name.Equals(place, StringComparison.Ordinal) || name.StartsWith(place + ".", StringComparison.Ordinal);

    /// <summary>Source files of one room, or of all, without what the build puts there.</summary>
    public static IEnumerable<string> Files(string pattern, string room = "") =>
        Directory.EnumerateFiles(Path.Combine(Source, room), pattern, SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin"));

    public static string Relative(string file) => Path.GetRelativePath(Source, file).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansMonitor.sln"))) folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException("The tests do not run inside the repository: no OrleansMonitor.sln above them.");
    }
}

/// <summary>A type that uses another one.</summary>
internal sealed record Use(string From, string Place, string To, string ToPlace)
{
    public override string ToString() => $"{From} uses {To}";
}
