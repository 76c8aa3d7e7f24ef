namespace OrleansMonitor.Dashboard.History;

/// <summary>The ring buffers of one guest or node: a strip with half a byte per state, and charts with one byte per value.</summary>
internal sealed class Track(int figures)
{
    private const byte NoValue = byte.MaxValue;
    private const int StripBytes = Recorder.StripLength / 2;

    private readonly byte[] _buffer = Empty(figures);
    private long _strip = -1;
    private long _chart = -1;

    public void Add(long strip, long chart, StatusSample beat, double? cpu, double? memory, double? disk)
    {
        var fresh = strip != _strip;
        // Steps without a sample.
        for (var i = _strip < 0 ? strip : Math.Max(_strip + 1, strip - Recorder.StripLength + 1); i < strip; i++) Set(i, StatusSample.None);
        if (fresh || beat > Get(strip)) Set(strip, beat);
        _strip = strip;

        for (var i = _chart < 0 ? chart : Math.Max(_chart + 1, chart - Recorder.ChartLength + 1); i < chart; i++)
            SetFigures(i, null, null, null);
        SetFigures(chart, cpu, memory, disk);
        _chart = chart;
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

    public double?[] Chart(long now, Figure figure)
    {
        var points = new double?[Recorder.ChartLength];
        if ((int)figure >= figures) return points;
        for (var i = 0; i < points.Length; i++)
        {
            var at = now - points.Length + 1 + i;
            if (at > _chart || at <= _chart - points.Length) continue;
            var value = _buffer[Offset(at, figure)];
            points[i] = value == NoValue ? null : value / 250d;
        }

        return points;
    }

    private static byte[] Empty(int figures)
    {
        var rings = new byte[StripBytes + (figures * Recorder.ChartLength)];
        rings.AsSpan(StripBytes).Fill(NoValue);
        return rings;
    }

    private static int Offset(long at, Figure figure) =>
        StripBytes + ((int)figure * Recorder.ChartLength) + (int)(at % Recorder.ChartLength);

    private static byte Pack(double? share) =>
        share is { } value && double.IsFinite(value) ? (byte)Math.Round(Math.Clamp(value, 0, 1) * 250) : NoValue;

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

    private void SetFigures(long at, double? cpu, double? memory, double? disk)
    {
        _buffer[Offset(at, Figure.Cpu)] = Pack(cpu);
        _buffer[Offset(at, Figure.Memory)] = Pack(memory);
        if (figures > 2) _buffer[Offset(at, Figure.Disk)] = Pack(disk);
    }
}
