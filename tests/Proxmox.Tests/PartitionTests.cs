using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>
/// Each endpoint is a member with a view of its own: one without quorum is left for others, and a node is known at its endpoint.
/// </summary>
public sealed class PartitionTests
{
    [Fact]
    public async Task Rows_are_not_read_from_a_member_without_quorum_while_another_answers_until_it_has_quorum_again()
    {
        await using var cutOff = await ScriptedProxmox.StartAsync(Member("pve1", quorate: false));
        await using var quorate = await ScriptedProxmox.StartAsync(Member("pve2", quorate: true));
        using var probe = ProbeFor.Servers(cutOff, quorate);
        (await Rows(probe)).ShouldBe(cutOff.Address.Authority, "nobody knows yet");
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        (await Rows(probe)).ShouldBe(quorate.Address.Authority);

        quorate.Script = Answers.With(503, "Service Unavailable");
        (await Rows(probe)).ShouldBe(cutOff.Address.Authority, "it is all that is left");
        cutOff.Script = Member("pve1", quorate: true);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Value!.Quorate.ShouldBe(true);
        quorate.Script = Member("pve2", quorate: true);
        (await Rows(probe)).ShouldBe(cutOff.Address.Authority);
    }

    [Fact]
    public async Task An_avoided_endpoint_is_asked_after_the_others_until_they_are_avoided_too()
    {
        await using var first = await ScriptedProxmox.StartAsync(Member("pve1", quorate: true));
        await using var second = await ScriptedProxmox.StartAsync(Member("pve2", quorate: true));
        using var probe = ProbeFor.Servers(first, second);
        (await Rows(probe)).ShouldBe(first.Address.Authority);

        probe.Avoid(ProbeFor.Lab, first.Address.Authority, member: null);
        (await Rows(probe)).ShouldBe(second.Address.Authority);
        probe.Avoid(ProbeFor.Lab, second.Address.Authority, member: null);
        (await Rows(probe)).ShouldBe(first.Address.Authority);
    }

    [Theory, InlineData("pve1", NodeReaction.Answers), InlineData(null, null)]
    public async Task An_endpoint_that_is_avoided_speaks_for_the_member_behind_it(string? member, NodeReaction? answers)
    {
        await using var cutOff = await ScriptedProxmox.StartAsync(Answers.With(403, "Permission check failed"));
        await using var other = await ScriptedProxmox.StartAsync(Answers.With(403, "Permission check failed"));
        using var probe = ProbeFor.Servers(cutOff, other);
        probe.Avoid(ProbeFor.Lab, cutOff.Address.Authority, member);

        (await probe.PingAsync(new(ProbeFor.Lab, "pve1"), null, ProbeFor.Cancellation)).ShouldBe(answers);
    }

    [Fact]
    public async Task Before_quorum_is_called_lost_those_that_failed_lately_are_asked_too_once()
    {
        await using var cutOff = await ScriptedProxmox.StartAsync(Member("pve1", quorate: true));
        await using var quorate = await ScriptedProxmox.StartAsync(Answers.With(503, "Service Unavailable"));
        using var probe = ProbeFor.With(ProbeFor.Connection(quorate, cutOff));
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        cutOff.Script = Member("pve1", quorate: false);

        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Value!.Quorate.ShouldBe(false);
        quorate.Requests.Count.ShouldBe(2);
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        quorate.Requests.Count.ShouldBe(2, "it is not waited for again and again");
    }

    [Theory]
    [InlineData("pve2", true, NodeReaction.Answers)]
    [InlineData("pve2", false, NodeReaction.Answers)]
    [InlineData("pve3", true, null)]
    public async Task A_node_out_of_reach_in_the_clusters_network_is_asked_at_its_endpoint(string node, bool quorate, NodeReaction? answers)
    {
        await using var first = await ScriptedProxmox.StartAsync(Member("pve1", quorate: true));
        await using var second = await ScriptedProxmox.StartAsync(Member("pve2", quorate));
        using var probe = ProbeFor.Servers(first, second);

        (await probe.PingAsync(new(ProbeFor.Lab, node), null, ProbeFor.Cancellation)).ShouldBe(answers);
    }

    [Fact]
    public async Task A_node_that_accepts_a_connection_and_never_answers_has_power()
    {
        var time = new FakeTimeProvider();
        await using var hung = await ScriptedProxmox.StartAsync(Answers.Hang(() => time.Advance(NodePing.Timeout)));
        using var probe = ProbeFor.With(ProbeFor.Connection(hung), time);

        (await probe.PingAsync(new(ProbeFor.Lab, "pve1"), "127.0.0.1", ProbeFor.Cancellation)).ShouldBe(NodeReaction.Connects);
    }

    [Fact]
    public async Task A_node_that_refuses_the_connection_has_power()
    {
        var server = await ScriptedProxmox.StartAsync(Member("pve1", quorate: true));
        using var probe = ProbeFor.Servers(server);
        await server.DisposeAsync();

        (await probe.PingAsync(new(ProbeFor.Lab, "pve1"), "127.0.0.1", ProbeFor.Cancellation)).ShouldBe(NodeReaction.Refuses);
    }

    [Fact]
    public async Task An_endpoint_that_was_a_node_speaks_for_it_whatever_it_answers_and_by_its_silence()
    {
        await using var first = await ScriptedProxmox.StartAsync(Member("pve1", quorate: true));
        await using var second = await ScriptedProxmox.StartAsync(Member("pve2", quorate: true));
        using var probe = ProbeFor.Servers(first, second);
        NodeId node = new(ProbeFor.Lab, "pve2");
        (await probe.PingAsync(node, null, ProbeFor.Cancellation)).ShouldBe(NodeReaction.Answers);

        second.Script = Answers.With(401, "Authentication failed!");
        (await probe.PingAsync(node, null, ProbeFor.Cancellation))
            .ShouldBe(NodeReaction.Answers, "its cluster file system is down, its API answers");
        second.Script = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        (await probe.PingAsync(node, null, ProbeFor.Cancellation)).ShouldBe(NodeReaction.None);
        first.Requests.Count.ShouldBe(1, "it is known to be another");

        // A floating address that moved on is that node no longer.
        second.Script = Member("pve3", quorate: true);
        (await probe.PingAsync(node, null, ProbeFor.Cancellation)).ShouldBeNull();
    }

    private static async Task<string?> Rows(ProxmoxProbe probe) =>
        (await probe.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation)).Endpoint;

    private static RequestDelegate Member(string name, bool quorate) =>
        Answers.Json(
        $$"""{"data":[{"type":"cluster","name":"lab","quorate":{{(quorate ? 1 : 0)}}},{"type":"node","name":"{{name}}","local":1,"online":1}]}""");
}
