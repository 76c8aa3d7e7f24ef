using System.Diagnostics.CodeAnalysis;

namespace OrleansMonitor.Api.Problems;

/// <summary>The outcome of a command, which REST reports as a problem and hubs as an error.</summary>
internal sealed record CallOutcome<T>
    where T : class
{
    public T? Value { get; private init; }

    public Refusal? Refusal { get; private init; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Done => Refusal is null;

    public static CallOutcome<T> Of(T value) => new() { Value = value };

    public static CallOutcome<T> Refused(Refusal refusal) => new() { Refusal = refusal };

    public static CallOutcome<T> Refused(int status, string type, string detail) => new() { Refusal = new(status, type, detail) };

    public static CallOutcome<T> Bad(string detail) => Refused(StatusCodes.Status400BadRequest, "bad-parameter", detail);

    public IResult ToResult() => Done ? Results.Ok(Value) : Problem.Of(Refusal.Status, Refusal.Type, Refusal.Detail);
}

/// <summary>The reason why a command was not executed.</summary>
internal sealed record Refusal(int Status, string Type, string Detail);
