using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>The pages name the commands and privileges that the monitor does.</summary>
public sealed class PermissionPagesTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("permissions.md")]
    public void Each_has_the_commands_that_make_the_tokens_and_no_others(string page) =>
        Page(page).Where(line => line.StartsWith("pveum ", StringComparison.Ordinal))
            .ShouldBe([.. PermissionCommands.Setup(TokenRole.Read), .. PermissionCommands.Setup(TokenRole.Act)]);

    [Fact]
    public void The_table_has_each_privilege_and_where_it_is_needed() =>
        Page("permissions.md").Select(line => line.Replace("`", "", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is [_, "read" or "act", ..]).Select(cells => (cells[1], cells[2], cells[3]))
            .ShouldBe(Needs.All.Select(need => (need.Token.ToString().ToLowerInvariant(), need.Privilege, need.Path)));

    [Fact]
    public void The_blind_spot_that_is_shown_is_mended_as_the_monitor_says()
    {
        var held = Needs.All.Where(need => need is { Token: TokenRole.Read, Capability: not Capability.ReadJournal })
            .Select(need => need.Privilege).Distinct().ToImmutableDictionary(privilege => privilege, _ => true);
        var paths = new[] { "/", "/nodes", "/vms", "/storage" }.ToImmutableDictionary(path => path, _ => held);
        var token = new TokenAccess(TokenRole.Read, PermissionCommands.DefaultTokenId(TokenRole.Read), new(paths), null);
        var spot = MissingPermissions.Derive([token], ["pve1"]).ShouldHaveSingleItem();

        Page("permissions.md").Where(line => line.StartsWith("\"pveum ", StringComparison.Ordinal))
            .Select(line => line.Trim('"', ',')).ShouldBe(spot.Remedy);
    }

    private static IEnumerable<string> Page(string page) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Pages", page)).Select(line => line.Trim());
}
