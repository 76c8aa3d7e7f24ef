using System.Collections.Immutable;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Silences;

/// <summary>A silence. Its state is <c>active</c>, <c>coming</c> or <c>ended</c>.</summary>
internal sealed record SilenceDto(
    string Id, string State, string Mutes, SilenceMatchDto Match, string Author, string Comment, DateTimeOffset CreatedAt,
    DateTimeOffset BeginsAt, DateTimeOffset? EndsAt, DateTimeOffset? EndedAt, string? EndedBy)
{
    public static SilenceDto Of(Silence one, DateTimeOffset now) => new(
        one.Id, ApiJson.Word(one.StateAt(now)), one.Match.Describe(), SilenceMatchDto.Of(one.Match), one.Author, one.Comment, one.CreatedAt,
        one.BeginsAt, one.EndsAt, one.EndedAt, one.EndedBy);
}

/// <summary>What a silence mutes.</summary>
internal sealed record SilenceMatchDto(
    bool All, string MinimumSeverity, ImmutableArray<string> Clusters, ImmutableArray<string> Nodes, ImmutableArray<string> Conditions,
    ImmutableArray<string> Tags, ImmutableArray<string> Pools, string? Entity, string? IncidentId)
{
    public static SilenceMatchDto Of(NoticeMatch match) => new(
        match.IsAll, ApiJson.Word(match.MinimumSeverity), match.Clusters, match.Nodes,
        [.. match.Conditions.Select(one => one.ToName())], match.Tags, match.Pools, match.Entity, match.IncidentId);
}

/// <summary>The body that creates a silence. Everything that is set must match.</summary>
internal sealed record SilenceRequest(
    bool? All, string? MinimumSeverity, IReadOnlyList<string>? Clusters, IReadOnlyList<string>? Nodes, IReadOnlyList<string>? Conditions,
    IReadOnlyList<string>? Tags, IReadOnlyList<string>? Pools, string? Entity, string? IncidentId, string? Comment,
    DateTimeOffset? BeginsAt, DateTimeOffset? EndsAt)
{
    /// <summary>The silence that it asks for.</summary>
    public SilenceDraft Draft() => new()
    {
        All = All == true,
        MinimumSeverity = MinimumSeverity,
        Clusters = Clusters,
        Nodes = Nodes,
        Conditions = Conditions,
        Tags = Tags,
        Pools = Pools,
        Entity = Entity,
        IncidentId = IncidentId,
        Comment = Comment,
        BeginsAt = BeginsAt,
        EndsAt = EndsAt,
    };
}

/// <summary>The open incidents that a silence would mute: how many, and the newest 100.</summary>
internal sealed record SilencePreviewDto(int Count, string Mutes, ImmutableArray<IncidentDto> Incidents);
