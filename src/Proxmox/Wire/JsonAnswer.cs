using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Reads a whole response of moderate size.</summary>
internal sealed class JsonAnswer<TWire, T>(JsonTypeInfo<Envelope<TWire>> type, Func<TWire, T> map, Func<T, MemberQuorum>? quorumOf = null)
    : IAnswerReader<T>
    where TWire : class
{
    private const int LargestAnswer = 32 * 1024 * 1024;

    public bool CanStartOver => true;

    public MemberQuorum? QuorumOf(T value) => quorumOf?.Invoke(value);

    public async Task<T> ReadAsync(Stream body, CancellationToken cancellation)
    {
        await using var bounded = new BoundedStream(body, LargestAnswer);
        var envelope = await JsonSerializer.DeserializeAsync(bounded, type, cancellation);
        return map(envelope?.Data ?? throw new InvalidAnswerException("its 'data' is missing or null"));
    }
}
