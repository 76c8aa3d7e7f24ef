using System.CommandLine;

namespace OrleansMonitor.Trust.Faults;

/// <summary><c>faults</c>: tests every call of the monitor with every fault.</summary>
internal static class FaultsCommand
{
    private static readonly Option<string?> Call =
        new("--call") { Description = "Only calls whose names contain this, such as IAuditStore" };
    private static readonly Option<int> Part =
        new("--part") { Description = "Which part of the calls, from 1", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Of =
        new("--of") { Description = "In how many parts they are tried, each by a process of its own", DefaultValueFactory = _ => 1 };

    public static Command Make()
    {
        var command = new Command(
            "faults",
            "Makes each call to a grain, a store or Proxmox throw, hang and answer late while guests crash; "
            + "fails where a crash goes untold")
        {
            Call, Part, Of,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var (part, of) = (parsed.GetValue(Part), parsed.GetValue(Of));
        if (of < 1 || part < 1 || part > of)
        {
            await Console.Error.WriteLineAsync($"--part must be between 1 and --of, but is {part} of {of}");
            return 2;
        }

        var calls = FaultedCall.Named(parsed.GetValue(Call)).Where((_, index) => index % of == part - 1).ToList();
        if (calls.Count == 0)
        {
            await Console.Error.WriteLineAsync($"there is no call whose name contains '{parsed.GetValue(Call)}'");
            return 2;
        }

        var began = TimeProvider.System.GetTimestamp();
        await using var matrix = new FaultMatrix(Console.Out);
        var result = await matrix.Run(calls);
        foreach (var problem in result.Problems) await Console.Error.WriteLineAsync(problem);
        await Console.Out.WriteLineAsync(
            $"{result.Cases} cases of {result.Made} calls, {result.Problems.Count} wrong; "
            + $"{calls.Count - result.Made} calls are not made when a guest crashes; "
            + $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:f0} s");
        return result.Problems.Count == 0 ? 0 : 1;
    }
}
