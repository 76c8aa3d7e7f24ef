using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Access;

/// <summary>Something that cannot be seen or done, because a token lacks a privilege.</summary>
[GenerateSerializer, Immutable, Alias("blind-spot")]
public sealed record MissingPermission
{
    /// <summary>What cannot be done.</summary>
    [Id(0)] public required Capability Capability { get; init; }

    /// <summary>Whose privilege is lacking.</summary>
    [Id(1)] public required TokenRole Token { get; init; }

    /// <summary>The token's id, <c>USER@REALM!ID</c>.</summary>
    [Id(2)] public required string TokenId { get; init; }

    /// <summary>The privilege that it lacks; empty where Proxmox refuses the token itself.</summary>
    [Id(3)] public required string Privilege { get; init; }

    /// <summary>Where: the path itself and everything below.</summary>
    [Id(4)] public required string Path { get; init; }

    /// <summary>Paths below <see cref="Path"/> where it holds the privilege after all.</summary>
    [Id(5)] public ImmutableArray<string> Except { get; init; } = [];

    /// <summary>What that means, in words.</summary>
    [Id(6)] public required string Consequence { get; init; }

    /// <summary>Conditions that cannot be judged there.</summary>
    [Id(7)] public ImmutableArray<ConditionType> Blinds { get; init; } = [];

    /// <summary>Conditions that are judged there on less evidence.</summary>
    [Id(8)] public ImmutableArray<ConditionType> Weakens { get; init; } = [];

    /// <summary>Commands for a shell of any node of the cluster that mend it.</summary>
    [Id(9)] public ImmutableArray<string> Remedy { get; init; } = [];

    /// <summary>What makes it another one than the rest: token, privilege and path.</summary>
    public string Key => $"{Token.ToString().ToLowerInvariant()}:{(Privilege.Length == 0 ? "sign-in" : Privilege)}:{Path}";

    /// <summary>In one line, without what to do.</summary>
    public string Description => Privilege.Length == 0
        ? $"Proxmox refuses token {TokenId}: {Consequence}"
        : $"token {TokenId} lacks {Privilege} on {Path}{(Except.IsEmpty ? "" : $" (but for {string.Join(", ", Except.Take(10))}{(Except.Length > 10 ? " …" : "")})")}: {Consequence}";

    /// <summary>Whether it concerns an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="node">The node that it is on, where known.</param>
    public bool Concerns(EntityId entity, string? node)
    {
        var own = entity.Kind switch
        {
            EntityKind.Guest => $"/vms/{entity.Name}",
            EntityKind.Storage => $"/storage/{entity.Name}",
            _ => null,
        };
        var host = entity.Node ?? node;
        return Path == "/" || (own is not null && Covers(own)) || (host is not null && Covers($"/nodes/{host}"));
    }

    private bool Covers(string path) =>
        (string.Equals(path, Path, StringComparison.Ordinal) || path.StartsWith($"{Path}/", StringComparison.Ordinal)) && !Except.Contains(path);
}
