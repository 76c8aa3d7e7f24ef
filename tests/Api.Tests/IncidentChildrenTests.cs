using System.Text.Json;
using OrleansMonitor.Api.Tests.Harness;

namespace OrleansMonitor.Api.Tests;

public sealed class IncidentChildrenTests
{
    [Fact]
    public async Task A_lost_node_lists_its_guests_incidents_which_name_it_and_are_not_told()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        await using var app = await RunningApp.Start(database.File, proxmox);
        await app.Polled();
        var guest = proxmox.Cluster.Guests
            .First(guest => guest is { Kind: "qemu", Status: "running", Template: false, HaState: null, Node: "pve2" });
        proxmox.Cluster.KillGuest(guest.Vmid);
        await app.Until("/api/v1/incidents?state=open", page => Find(page, $"VM_CRASHED:lab/{guest.Vmid}") is not null, "the crash");
        proxmox.Cluster.PowerOffNode("pve2");

        var open = await app.Until(
            "/api/v1/incidents?state=open",
            page => Find(page, $"VM_CRASHED:lab/{guest.Vmid}")?.GetProperty("parentId").GetString() is not null,
            "the crash under its node");

        var node = Find(open, "NODE_UNREACHABLE:lab/pve2").ShouldNotBeNull();
        var id = node.GetProperty("id").GetString();
        var crash = Find(open, $"VM_CRASHED:lab/{guest.Vmid}")!.Value;
        crash.GetProperty("parentId").GetString().ShouldBe(id);
        var suppression = crash.GetProperty("suppressions").EnumerateArray().ShouldHaveSingleItem();
        suppression.GetProperty("kind").GetString().ShouldBe("parent");
        suppression.GetProperty("parentKey").GetString().ShouldBe("NODE_UNREACHABLE:lab/pve2");

        var one = await app.Until($"/api/v1/incidents/{id}", _ => true, "the parent");
        one.GetProperty("children").EnumerateArray().Select(child => child.GetProperty("key").GetString())
            .ShouldContain($"VM_CRASHED:lab/{guest.Vmid}");
        var page = await app.Until($"/api/v1/incidents?state=all&parent={id}", _ => true, "the page of children");
        Find(page, $"VM_CRASHED:lab/{guest.Vmid}").ShouldNotBeNull();
        Find(page, "NODE_UNREACHABLE:lab/pve2").ShouldBeNull();
    }

    private static JsonElement? Find(JsonElement page, string key)
    {
        foreach (var item in page.GetProperty("items").EnumerateArray())
        {
            if (item.GetProperty("key").GetString() == key) return item;
        }

        return null;
    }
}
