using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Grains.Tests.Clusters;

public sealed class BoardMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly SingleWindow Window =
        new("update", new(SelectorKind.Cluster, ClusterName.Parse("lab"), ""), Start, Start.AddHours(1));

    [Theory]
    [InlineData(12, false)]
    [InlineData(7200, true)]
    [InlineData(-60, true)]
    public void A_machine_s_clock_that_was_set_into_a_window_or_out_of_it_moves_what_it_covers(int machineSeconds, bool needsEvaluation)
    {
        var board = new BoardMemory();
        board.MarkEvaluated(At(0, 0), IncidentSettings.Default, board.Revision);

        board.NeedsEvaluation(At(12, machineSeconds)).ShouldBe(needsEvaluation);
    }

    private static SuppressionContext At(int seconds, int machineSeconds) =>
        new() { At = Start.AddSeconds(seconds), MachineTime = Start.AddSeconds(machineSeconds), Windows = [Window] };
}
