using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Simulator.Actions;

/// <summary>Reads fault rules from the arguments of an action.</summary>
internal static class FaultArguments
{
    /// <summary>The rule that a step of a script describes.</summary>
    public static FaultRule Rule(this ControlArguments to) => new()
    {
        PathPrefix = to.OptionalText("pathPrefix"),
        PathPattern = to.OptionalText("pathPattern"),
        Node = to.OptionalText("on"),
        Times = (int?)to.Number("times"),
        Delay = to.OptionalText("delay") is null ? TimeSpan.Zero : to.Duration("delay"),
        Hang = to.Flag("hang", fallback: false),
        Status = (int?)to.Number("status"),
        Reason = to.OptionalText("reason"),
        TruncateAfterBytes = (int?)to.Number("truncateAfterBytes"),
        InvalidJson = to.Flag("invalidJson", fallback: false),
        DropRows = to.Has("dropRows") ? new HashSet<string>(to.Texts("dropRows"), StringComparer.Ordinal).Contains : null,
        AbortConnection = to.Flag("abortConnection", fallback: false),
        Method = to.OptionalText("method"),
        LoseAnswer = to.Flag("loseAnswer", fallback: false),
    };
}
