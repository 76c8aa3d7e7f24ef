using System.Collections.Immutable;
using System.Reflection;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>The real probe, seen through a <see cref="Sight"/>.</summary>
internal class BlindfoldedProbe : DispatchProxy
{
    private IProbe _inner = null!;
    private Sight _sight = null!;

    public static IProbe Around(IProbe inner, Sight sight)
    {
        var probe = Create<IProbe, BlindfoldedProbe>();
        ((BlindfoldedProbe)(object)probe)._inner = inner;
        ((BlindfoldedProbe)(object)probe)._sight = sight;
        return probe;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IProbe.ReadResourcesAsync) => (object)_inner.ReadResourcesAsync((ClusterName)args![0]!, new SeenRows((IResourceSink)args[1]!, _sight), (CancellationToken)args[2]!),
        nameof(IProbe.ReadGuestAsync) => Guest((GuestId)args![0]!, (Task<ProbeResult<GuestLive>>)targetMethod.Invoke(_inner, args)!),
        nameof(IProbe.ReadTasksAsync) => Tasks((Task<ProbeResult<ImmutableArray<PveTask>>>)targetMethod.Invoke(_inner, args)!),
        nameof(IProbe.ReadClockAsync) when !_sight.Reads("clock") => Task.FromResult(Blind<DateTimeOffset>()),
        nameof(IProbe.ReadJournalAsync) when !_sight.Reads("journal") => Task.FromResult(Blind<ImmutableArray<string>>()),
        nameof(IProbe.ReadPrivilegesAsync) when !_sight.Reads("permissions") => Task.FromResult(Blind<EffectivePrivileges>()),
        nameof(IProbe.PingAsync) when !_sight.Reads("ping") => Task.FromResult<bool?>(false),
        _ => targetMethod.Invoke(_inner, args),
    };

    private async Task<ProbeResult<GuestLive>> Guest(GuestId guest, Task<ProbeResult<GuestLive>> asked)
    {
        var answer = await asked;
        return _sight.Live(guest, answer.Succeeded ? answer.Value : null) is { } live ? ProbeResult<GuestLive>.Success(live, "", answer.Duration) : answer;
    }

    private async Task<ProbeResult<ImmutableArray<PveTask>>> Tasks(Task<ProbeResult<ImmutableArray<PveTask>>> asked)
    {
        var answer = await asked;
        if (answer.Succeeded) return ProbeResult<ImmutableArray<PveTask>>.Success([.. answer.Value.Where(_sight.Keeps)], "", answer.Duration);
        return _sight.TakesSilenceForNone ? ProbeResult<ImmutableArray<PveTask>>.Success([], "", answer.Duration) : answer;
    }

    private static ProbeResult<T> Blind<T>() => ProbeResult<T>.Failed(new(ProbeFailureKind.Refused, "not asked", ""), null, TimeSpan.Zero);
}
