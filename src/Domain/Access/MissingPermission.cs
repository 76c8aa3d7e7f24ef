using System.Collections.Immutable;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Access;

/// <summary>Something that cannot be read or done because a token lacks a privilege.</summary>
[GenerateSerializer, Immutable, Alias("blind-spot")]
public sealed record MissingPermission
{
    /// <summary>What cannot be done.</summary>
    [Id(0)] public required Capability Capability { get; init; }

    /// <summary>The token that lacks the privilege.</summary>
    [Id(1)] public required TokenRole Token { get; init; }

    /// <summary>The token's id, <c>USER@REALM!ID</c>.</summary>
    [Id(2)] public required string TokenId { get; init; }

    /// <summary>The missing privilege; empty if Proxmox rejects the token itself.</summary>
    [Id(3)] public required string Privilege { get; init; }

    /// <summary>The path; it includes everything below.</summary>
    [Id(4)] public required string Path { get; init; }

    /// <summary>Paths below <see cref="Path"/> on which the token does hold the privilege.</summary>
    [Id(5)] public ImmutableArray<string> Except { get; init; } = [];

    /// <summary>The effect, as text.</summary>
    [Id(6)] public required string Consequence { get; init; }

    /// <summary>Conditions that cannot be evaluated there.</summary>
    [Id(7)] public ImmutableArray<ConditionType> Disables { get; init; } = [];

    /// <summary>Conditions that are evaluated there on less evidence.</summary>
    [Id(8)] public ImmutableArray<ConditionType> Weakens { get; init; } = [];

    /// <summary>Shell commands, for any node of the cluster, that grant it.</summary>
    [Id(9)] public ImmutableArray<string> Remedy { get; init; } = [];

    /// <summary>Unique key: token, privilege and path.</summary>
    public string Key => $"{Token.ToString().ToLowerInvariant()}:{(Privilege.Length == 0 ? "sign-in" : Privilege)}:{Path}";

    /// <summary>One line, without the remedy.</summary>
    public string Description => Privilege.Length == 0
        ? $"Proxmox refuses token {TokenId}: {Consequence}"
        : $"token {TokenId} lacks {Privilege} on {Path}{Exceptions}: {Consequence}";

    private string Exceptions => Except.Length switch
    {
        0 => "",
        <= 10 => $" (but for {string.Join(", ", Except)})",
        _ => $" (but for {string.Join(", ", Except.Take(10))} …)",
    };

    /// <summary>Whether it concerns an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="node">The node that it is on, if known.</param>
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
        (string.Equals(path, Path, StringComparison.Ordinal) || path.StartsWith($"{Path}/", StringComparison.Ordinal))
        && !Except.Contains(path);
}
