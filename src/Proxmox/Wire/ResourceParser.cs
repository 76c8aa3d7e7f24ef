using System.Text.Json;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>
/// Reads <c>{"data":[row, …]}</c> piece by piece and hands each row on as soon as it is complete. A row that the buffer cuts is read
/// again from its start with the next piece, so nothing but the buffer is ever held. By hand, because a source-generated collection
/// takes the same processor time but leaves 44 MB of garbage per 100,000 guests where this leaves some KiB (measured).
/// </summary>
internal sealed class ResourceParser(IResourceSink sink, StringCache strings)
{
    private JsonReaderState _state;
    private Phase _phase;

    private enum Phase
    {
        BeforeAnswer,
        InEnvelope,
        InRows,
        AfterAnswer,
    }

    /// <summary>Rows that the sink has taken.</summary>
    public int Delivered { get; private set; }

    /// <summary>Rows that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Whether the answer was there to its last brace.</summary>
    public bool Complete => _phase == Phase.AfterAnswer;

    /// <summary>Whether the rows' list was met.</summary>
    public bool DataSeen { get; private set; }

    /// <summary>Reads what is complete in <paramref name="piece"/> and answers how many of its bytes are done with.</summary>
    /// <exception cref="JsonException">This is not JSON.</exception>
    /// <exception cref="InvalidAnswerException">This is JSON, but no answer of Proxmox.</exception>
    public int Parse(ReadOnlySpan<byte> piece)
    {
        var reader = new Utf8JsonReader(piece, isFinalBlock: false, _state);
        var done = 0;
        while (Step(ref reader))
        {
            _state = reader.CurrentState;
            done = (int)reader.BytesConsumed;
        }

        return done;
    }

    private bool Step(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) return false;
        switch (_phase)
        {
            case Phase.InRows:
                return RowOrEnd(ref reader);
            case Phase.InEnvelope:
                return PropertyOrEnd(ref reader);
            case Phase.BeforeAnswer when reader.TokenType == JsonTokenType.StartObject:
                _phase = Phase.InEnvelope;
                return true;
            default:
                throw new InvalidAnswerException("the answer is JSON but not Proxmox' envelope");
        }
    }

    private bool PropertyOrEnd(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            _phase = Phase.AfterAnswer;
            return true;
        }

        var isData = reader.ValueSpan.SequenceEqual("data"u8);
        if (!reader.Read()) return false;
        if (!isData) return reader.TrySkip();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new InvalidAnswerException(reader.TokenType == JsonTokenType.Null ? "its 'data' is null" : "its 'data' is not a list");
        }

        DataSeen = true;
        _phase = Phase.InRows;
        return true;
    }

    private bool RowOrEnd(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _phase = Phase.InEnvelope;
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            if (!reader.TrySkip()) return false;
            Refuse(new(null, null, "it is no object"));
            return true;
        }

        var row = default(ResourceRow);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                Deliver(ref row);
                return true;
            }

            var field = ResourceFields.Of(reader.ValueSpan);
            if (!reader.Read()) return false;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                if (!reader.TrySkip()) return false;
            }
            else if (field != ResourceField.Other)
            {
                try
                {
                    row.Set(field, ref reader, strings);
                }
                catch (Exception problem) when (problem is InvalidOperationException or FormatException or OverflowException)
                {
                    // A value that cannot be read is as good as absent.
                    row.HasUnreadableValue = true;
                }
            }
        }

        return false;
    }

    // What cannot be taken in costs this row only, whoever is to blame.
    private void Deliver(scoped ref ResourceRow row)
    {
        try
        {
            if (row.To(sink) is { } delivered)
            {
                if (delivered) Delivered++;
                return;
            }

            Refuse(row.Describe(row.Problem()));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Refuse(row.Describe($"it cannot be taken in: {problem.Message}"));
        }
    }

    private void Refuse(UnreadableRow row)
    {
        Unreadable++;
        sink.Unreadable(row);
    }
}
