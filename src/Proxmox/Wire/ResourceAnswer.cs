using System.Buffers;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Streams <c>/cluster/resources</c> into a sink through one buffer, for any number of guests.</summary>
internal sealed class ResourceAnswer(IResourceSink sink, StringCache strings) : IAnswerReader<int>
{
    private const int BufferSize = 128 * 1024;
    private const int MaxRowLength = 4 * 1024 * 1024;
    private bool _delivered;

    public bool CanStartOver => !_delivered;

    public async Task<int> ReadAsync(Stream body, CancellationToken cancellation)
    {
        var parser = new ResourceParser(sink, strings);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var held = 0; ;)
            {
                if (held == buffer.Length) buffer = Grow(buffer, held);
                var read = await body.ReadAsync(buffer.AsMemory(held), cancellation);
                if (read == 0) break;
                held += read;
                held = Parse(parser, buffer, held);
            }
        }
        finally
        {
            _delivered |= parser.Delivered + parser.Unreadable > 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!parser.Complete) throw new InvalidAnswerException("the answer was cut short");
        if (!parser.DataSeen) throw new InvalidAnswerException("it has no 'data'");
        strings.EndPoll();
        return parser.Delivered;
    }

    private static int Parse(ResourceParser parser, byte[] buffer, int held)
    {
        var done = parser.Parse(buffer.AsSpan(0, held));
        buffer.AsSpan(done, held - done).CopyTo(buffer);
        return held - done;
    }

    private static byte[] Grow(byte[] buffer, int held)
    {
        if (held >= MaxRowLength) throw new InvalidAnswerException("a single row is longer than 4 MiB");
        var larger = ArrayPool<byte>.Shared.Rent(held * 2);
        buffer.AsSpan(0, held).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
