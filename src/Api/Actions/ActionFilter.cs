using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Api.Actions;

/// <summary>The filters of a request for rows, without paging. A parameter that is not set filters nothing.</summary>
internal sealed record ActionFilter(
    [property: Description("An incident's id")] string? Incident,
    [property: Description("A cluster")] string? Cluster,
    [property: Description("planned, dispatched, success, failure, blocked, escalated, unknown or proposed")] string? Result,
    [property: Description("An entity, such as lab/100 or lab/pve1")] string? Entity,
    [property: Description("An action, such as start_guest")] string? Action,
    [property: Description("Rows at or after this time, RFC 3339; UTC where it names no offset")] string? Since,
    [property: Description("Rows before this time")] string? Until,
    [property: Description("Words that a row must all hold in any of its texts, whatever the case")] string? Q)
{
    private const int MaxTextLength = 200;

    /// <summary>Builds the query of the first page, or the refusal of an invalid request.</summary>
    public bool IsRefused([NotNullWhen(true)] out IResult? refusal, out ActionQuery query)
    {
        query = new(IncidentId: Incident, Cluster: Cluster, Entity: Entity, Action: Action, Text: Q);
        refusal = Validate(ref query);
        return refusal is not null;
    }

    private IResult? Validate(ref ActionQuery query)
    {
        if (Q?.Length > MaxTextLength) return Problem.Bad($"q is longer than {MaxTextLength} characters.");
        if (Result is { } word)
        {
            var known = Enum.GetValues<ActionResult>();
            if (!known.Any(value => ApiJson.Word(value) == word))
                return Problem.Bad($"result is not one of {string.Join(", ", known.Select(ApiJson.Word))}.");
            query = query with { Result = known.First(value => ApiJson.Word(value) == word) };
        }

        if (!TryReadTime(Since, out var since)) return Problem.Bad("since is not a time such as 2026-03-29T12:00:00Z.");
        if (!TryReadTime(Until, out var until)) return Problem.Bad("until is not a time such as 2026-03-29T12:00:00Z.");
        query = query with { Since = since, Until = until };
        return null;
    }

    private static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null) return true;
        if (!DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
            return false;
        time = read;
        return true;
    }
}
