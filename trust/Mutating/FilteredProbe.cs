using System.Collections.Immutable;
using System.Reflection;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>The real probe, seen through a <see cref="Sight"/>.</summary>
internal sealed class BlindfoldedProbe(Sight sight)
{
    public static IProbe Around(IProbe inner, Sight sight) => CallProxy<IProbe>.Around(inner, new BlindfoldedProbe(sight).Answer);

    private object? Answer(IProbe inner, MethodInfo call, object?[]? with) => call.Name switch
    {
        nameof(IProbe.ReadResourcesAsync) => (object)inner.ReadResourcesAsync(
            (ClusterName)with![0]!, new SeenRows((IResourceSink)with[1]!, sight), (CancellationToken)with[2]!),
        nameof(IProbe.ReadGuestAsync) => Guest((GuestId)with![0]!, (Task<ProbeResult<GuestLive>>)call.Invoke(inner, with)!),
        nameof(IProbe.ReadTasksAsync) => Tasks((Task<ProbeResult<ImmutableArray<PveTask>>>)call.Invoke(inner, with)!),
        nameof(IProbe.ReadClockAsync) when !sight.Reads("clock") => Task.FromResult(Blind<DateTimeOffset>()),
        nameof(IProbe.ReadJournalAsync) when !sight.Reads("journal") => Task.FromResult(Blind<ImmutableArray<string>>()),
        nameof(IProbe.ReadPrivilegesAsync) when !sight.Reads("permissions") => Task.FromResult(Blind<EffectivePrivileges>()),
        nameof(IProbe.PingAsync) when !sight.Reads("ping") => Task.FromResult<bool?>(false),
        _ => call.Invoke(inner, with),
    };

    private async Task<ProbeResult<GuestLive>> Guest(GuestId guest, Task<ProbeResult<GuestLive>> asked)
    {
        var answer = await asked;
        return sight.Live(guest, answer.Succeeded ? answer.Value : null) is { } live
            ? ProbeResult<GuestLive>.Success(live, "", answer.Duration) : answer;
    }

    private async Task<ProbeResult<ImmutableArray<PveTask>>> Tasks(Task<ProbeResult<ImmutableArray<PveTask>>> asked)
    {
        var answer = await asked;
        if (answer.Succeeded)
            return ProbeResult<ImmutableArray<PveTask>>.Success([.. answer.Value.Where(sight.Keeps)], "", answer.Duration);
        return sight.TakesSilenceForNone ? ProbeResult<ImmutableArray<PveTask>>.Success([], "", answer.Duration) : answer;
    }

    private static ProbeResult<T> Blind<T>() => ProbeResult<T>.Failed(new(ProbeFailureKind.Refused, "not asked", ""), null, TimeSpan.Zero);
}
