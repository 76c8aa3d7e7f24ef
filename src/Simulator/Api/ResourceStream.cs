using System.Runtime.InteropServices;
using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>The rows of <c>/cluster/resources</c>: guests in batches, then nodes, storages, networks and pools.</summary>
internal sealed class ResourceStream : RowStream
{
    private const int Batch = 1000;
    private readonly ApiCall _call;
    private readonly string _type;
    private readonly bool _allGuests;
    private readonly Dictionary<string, PoolSum> _pools = new(StringComparer.Ordinal);
    private int _next;
    private bool _done;

    public ResourceStream(ApiCall call)
    {
        _call = call;
        _type = call.Text("type");
        AsOf = call.DumpAge();
        _allGuests = call.Caller.IsUniform && call.May("/vms", "VM.Audit");
    }

    public override bool WriteSome(Utf8JsonWriter json)
    {
        if (_done) return false;
        if (_type is "" or "vm")
        {
            var guests = _call.State.Guests;
            var end = Math.Min(guests.Count, _next + Batch);
            for (; _next < end; _next++) Guest(guests[_next], json);
            if (_next < guests.Count) return true;
        }

        _done = true;

        // The order of a Perl hash, which differs between workers.
        var (nodes, first) = (_call.State.Nodes, (int)(AsOf / 1000 % _call.State.Nodes.Count));
        for (var place = 0; place < nodes.Count; place++) OfNode(nodes[(first + place) % nodes.Count], json);
        if (_type == "" && (_allGuests || _pools.Count > 0)) Pools(json);
        return true;
    }

    private bool Shows(string id) => _call.DropRow is null || !_call.DropRow(id);

    private void Guest(Guest guest, Utf8JsonWriter json)
    {
        if (!_allGuests && !_call.May($"/vms/{guest.Vmid}", "VM.Audit")) return;
        if (!Shows(guest.Id)) return;
        var known = guest.Sample.TryGet(ViewOf(guest.Node), _call.State.ExpiryMilliseconds, out var sample);
        GuestRow.Write(_call, guest, sample, known, json);
        if (guest.Pool is not null && _type == "")
            CollectionsMarshal.GetValueRefOrAddDefault(_pools, guest.Pool, out _).Add(guest, sample, known);
    }

    /// <summary>A node that cannot be reached keeps its last values.</summary>
    private long ViewOf(Node node) => _call.State.SplitSince(_call.Local, node) is { } since ? Math.Min(AsOf, since) : AsOf;

    private void OfNode(Node node, Utf8JsonWriter json)
    {
        if (_type is "" or "node" && Shows($"node/{node.Name}"))
        {
            json.WriteStartObject();
            NodeRow.Write(_call, node, ViewOf(node), json, withFingerprint: false);
            json.WriteEndObject();
        }

        if (_type is "" or "storage")
            foreach (var storage in node.Storages.Where(storage => !storage.Disabled)) Storage(node, storage, json);
        if (_type is "" or "sdn" && _call.May("/sdn/zones/localnetwork", "SDN.Audit")) Network(node, json);
    }

    private void Storage(Node node, Storage storage, Utf8JsonWriter json)
    {
        var id = $"storage/{node.Name}/{storage.Name}";
        if (!_call.May($"/storage/{storage.Name}", "Datastore.Audit") || !Shows(id)) return;
        var known = storage.Sample.TryGet(ViewOf(node), _call.State.ExpiryMilliseconds, out var sample);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "storage");
        json.WriteString("storage"u8, storage.Name);
        json.WriteString("node"u8, node.Name);
        json.WriteString("status"u8, known ? "available" : "unknown");
        json.WriteString("plugintype"u8, storage.Plugin);
        json.WriteString("content"u8, storage.Content);
        json.WriteNumber("shared"u8, storage.Shared ? 1 : 0);
        if (known)
        {
            json.WriteNumber("disk"u8, sample.Disk);
            json.WriteNumber("maxdisk"u8, storage.Size);
        }

        json.WriteEndObject();
    }

    private void Network(Node node, Utf8JsonWriter json)
    {
        var id = _call.Version9 ? $"network/{node.Name}/zone/localnetwork" : $"sdn/{node.Name}/localnetwork";
        if (!Shows(id)) return;
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("node"u8, node.Name);
        json.WriteString("status"u8, "ok");
        json.WriteString("type"u8, _call.Version9 ? "network" : "sdn");
        if (_call.Version9)
        {
            json.WriteString("network"u8, "localnetwork");
            json.WriteString("network-type"u8, "zone");
        }
        else
        {
            json.WriteString("sdn"u8, "localnetwork");
        }

        json.WriteEndObject();
    }

    private void Pools(Utf8JsonWriter json)
    {
        foreach (var (pool, sum) in _pools)
        {
            var id = $"/pool/{pool}";
            if (!_call.May(id, "Pool.Audit") || !Shows(id)) continue;
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, "pool");
            json.WriteString("pool"u8, pool);
            sum.Write(json);
            json.WriteEndObject();
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct PoolSum
    {
        private long _uptime, _memory, _maxMemory, _cpus;
        private double _cpu;

        public void Add(Guest guest, in PublishedGuest sample, bool known)
        {
            if (!known || sample.State == RunState.Stopped) return;
            _uptime = Math.Max(_uptime, (sample.At - sample.BootAt) / 1000);
            _memory += sample.Memory;
            _maxMemory += guest.MaxMemory;
            _cpus += guest.Cpus;
            _cpu += sample.Cpu * guest.Cpus;
        }

        public readonly void Write(Utf8JsonWriter json)
        {
            if (_cpus == 0) return;
            json.WriteNumber("uptime"u8, _uptime);
            json.WriteNumber("mem"u8, _memory);
            json.WriteNumber("maxmem"u8, _maxMemory);
            json.WriteNumber("cpu"u8, _cpu / _cpus);
            json.WriteNumber("maxcpu"u8, _cpus);
        }
    }
}
