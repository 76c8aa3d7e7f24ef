using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>
/// Caches strings of previous polls by their UTF-8 form, so that a steady poll allocates no ASCII strings and all holders share one copy.
/// Unseen strings are removed once they are more than a quarter and 1,024. Not safe for concurrent use.
/// </summary>
internal sealed class StringCache(int capacity = StringCache.DefaultCapacity)
{
    /// <summary>Enough for 100,000 guests with distinct names and tags; beyond it strings are not cached.</summary>
    public const int DefaultCapacity = 500_000;

    private const int UnseenSlack = 1024;

    // Tenants choose names; a random seed prevents deliberate collisions.
    private readonly ulong _seed = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(8)) | 1;
    private int[] _buckets = new int[1024];
    private Entry[] _entries = new Entry[1024];
    private int _count;
    private int _seen;
    private uint _generation = 1;

    /// <summary>The number of cached strings.</summary>
    public int Count => _count;

    /// <summary>The string of a UTF-8 text; the cached instance if there is one.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        var hash = Hash(utf8);
        for (var i = _buckets[hash & (uint)(_buckets.Length - 1)]; i != 0; i = _entries[i - 1].Next)
        {
            ref var entry = ref _entries[i - 1];
            if (entry.Hash != hash || !Ascii.Equals(utf8, entry.Value)) continue;
            if (entry.Generation != _generation)
            {
                entry.Generation = _generation;
                _seen++;
            }

            return entry.Value;
        }

        return Add(utf8, hash);
    }

    /// <summary>Ends a poll: removes unseen strings once there are enough of them.</summary>
    public void EndPoll()
    {
        if (_count - _seen > (_count / 4) + UnseenSlack) Rebuild(_buckets.Length);
        _generation++;
        _seen = 0;
    }

    private string Add(ReadOnlySpan<byte> utf8, uint hash)
    {
        var value = Encoding.UTF8.GetString(utf8);
        if (_count >= capacity || !Ascii.IsValid(utf8)) return value;
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
            Rebuild(_entries.Length, keepAll: true);
        }

        Insert(new Entry { Hash = hash, Value = value, Generation = _generation });
        _seen++;
        return value;
    }

    private void Rebuild(int buckets, bool keepAll = false)
    {
        var old = _entries.AsSpan(0, _count);
        _buckets = new int[buckets];
        _count = 0;
        foreach (ref readonly var entry in old)
        {
            if (keepAll || entry.Generation == _generation) Insert(entry);
        }

        _entries.AsSpan(_count).Clear();
    }

    private void Insert(Entry entry)
    {
        ref var bucket = ref _buckets[entry.Hash & (uint)(_buckets.Length - 1)];
        entry.Next = bucket;
        _entries[_count] = entry;
        bucket = ++_count;
    }

    private uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = _seed ^ (uint)utf8.Length;
        for (; utf8.Length >= 8; utf8 = utf8[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8));
        ulong tail = 0;
        foreach (var b in utf8) tail = (tail << 8) | b;
        hash = Mix(hash ^ tail);
        return (uint)(hash >> 32);
    }

    private ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, 0x9E3779B97F4A7C15 ^ _seed, out var low);
        return high ^ low;
    }

    private struct Entry
    {
        public uint Hash;
        public int Next;
        public uint Generation;
        public string Value;
    }
}
