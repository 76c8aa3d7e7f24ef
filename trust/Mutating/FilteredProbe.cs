using System.Collections.Immutable;
using System.Reflection;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>The real probe behind an <see cref="EvidenceFilter"/>.</summary>
internal sealed class FilteredProbe(EvidenceFilter filter)
{
    public static IProbe Around(IProbe inner, EvidenceFilter filter) => CallProxy<IProbe>.Around(inner, new FilteredProbe(filter).Answer);

    private object? Answer(IProbe inner, MethodInfo call, object?[]? with) => call.Name switch
    {
        nameof(IProbe.ReadResourcesAsync) => (object)inner.ReadResourcesAsync(
            (ClusterName)with![0]!, new FilteredRows((IResourceSink)with[1]!, filter), (CancellationToken)with[2]!),
        nameof(IProbe.ReadGuestAsync) => Guest((GuestId)with![0]!, (Task<ProbeResult<GuestLive>>)call.Invoke(inner, with)!),
        nameof(IProbe.ReadTasksAsync) => Tasks((Task<ProbeResult<ImmutableArray<PveTask>>>)call.Invoke(inner, with)!),
        nameof(IProbe.ReadClockAsync) when !filter.Reads("clock") => Task.FromResult(Blind<DateTimeOffset>()),
        nameof(IProbe.ReadJournalAsync) when !filter.Reads("journal") => Task.FromResult(Blind<ImmutableArray<string>>()),
        nameof(IProbe.ReadPrivilegesAsync) when !filter.Reads("permissions") => Task.FromResult(Blind<EffectivePrivileges>()),
        nameof(IProbe.PingAsync) when !filter.Reads("ping") => Task.FromResult<NodeReaction?>(NodeReaction.None),
        _ => call.Invoke(inner, with),
    };

    private async Task<ProbeResult<GuestLive>> Guest(GuestId guest, Task<ProbeResult<GuestLive>> asked)
    {
        var answer = await asked;
        GuestLive? read = answer.Succeeded ? answer.Value : null;
        return filter.Live(guest, read) is { } live ? ProbeResult<GuestLive>.Success(live, "", answer.Duration) : answer;
    }

    private async Task<ProbeResult<ImmutableArray<PveTask>>> Tasks(Task<ProbeResult<ImmutableArray<PveTask>>> asked)
    {
        var answer = await asked;
        if (answer.Succeeded)
            return ProbeResult<ImmutableArray<PveTask>>.Success([.. answer.Value.Where(filter.Keeps)], "", answer.Duration);
        return filter.TreatsUnreadableTasksAsNone ? ProbeResult<ImmutableArray<PveTask>>.Success([], "", answer.Duration) : answer;
    }

    private static ProbeResult<T> Blind<T>() => ProbeResult<T>.Failed(new(ProbeFailureKind.Refused, "not asked", ""), null, TimeSpan.Zero);
}
