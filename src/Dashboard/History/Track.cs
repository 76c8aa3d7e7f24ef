namespace OrleansMonitor.Dashboard.History;

/// <summary>The ring buffer of one guest or node, with half a byte per state.</summary>
internal sealed class Track
{
    private readonly byte[] _buffer = new byte[Recorder.StripLength / 2];
    private long _strip = -1;

    public void Add(long strip, StatusSample beat)
    {
        var fresh = strip != _strip;
        // Steps without a sample.
        for (var i = _strip < 0 ? strip : Math.Max(_strip + 1, strip - Recorder.StripLength + 1); i < strip; i++) Set(i, StatusSample.None);
        if (fresh || beat > Get(strip)) Set(strip, beat);
        _strip = strip;
    }

    public StatusSample[] Strip(long now)
    {
        var beats = new StatusSample[Recorder.StripLength];
        for (var i = 0; i < beats.Length; i++)
        {
            var at = now - beats.Length + 1 + i;
            if (at <= _strip && at > _strip - beats.Length) beats[i] = Get(at);
        }

        return beats;
    }

    private StatusSample Get(long at)
    {
        var slot = (int)(at % Recorder.StripLength);
        return (StatusSample)(slot % 2 == 0 ? _buffer[slot / 2] & 0xF : _buffer[slot / 2] >> 4);
    }

    private void Set(long at, StatusSample beat)
    {
        var slot = (int)(at % Recorder.StripLength);
        ref var pair = ref _buffer[slot / 2];
        pair = (byte)(slot % 2 == 0 ? (pair & 0xF0) | (byte)beat : (pair & 0x0F) | ((byte)beat << 4));
    }
}
