using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Api.Actions;

/// <summary>Which rows a request asks for, besides its page.</summary>
internal sealed record ActionFilter(string? Incident, string? Cluster, ActionResult? Result)
{
    /// <summary>The refusal where the request is not to be understood; null where it is.</summary>
    public static IResult? Refuse(string? incident, string? cluster, string? result, out ActionFilter filter)
    {
        filter = new(incident, cluster, null);
        if (result is null) return null;
        var known = Enum.GetValues<ActionResult>();
        if (!known.Any(value => ApiJson.Word(value) == result)) return Problem.Bad($"result is not one of {string.Join(", ", known.Select(ApiJson.Word))}.");
        filter = filter with { Result = known.First(value => ApiJson.Word(value) == result) };
        return null;
    }

    public ActionQuery Query(int limit, long? before) => new(limit, before, Incident, Cluster, Result);
}
