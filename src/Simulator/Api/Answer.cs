using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansMonitor.Simulator.Api;

/// <summary>A response: a complete body, or rows that are written while it is sent.</summary>
internal sealed class Answer : IDisposable
{
    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public int Status { get; init; } = 200;
    public string Reason { get; init; } = "OK";
    public TimeSpan Delay { get; init; }

    /// <summary>No response is ever sent: the node that was asked hangs.</summary>
    public bool Never { get; init; }

    /// <summary>The connection is reset: nothing listens on the node that was asked.</summary>
    public bool Reset { get; init; }
    public PooledBuffer Body { get; } = new();
    public RowStream? Rows { get; init; }

    /// <summary>Whether the body is sent compressed.</summary>
    public bool Compressed { get; init; }

    /// <summary>The guest whose live status is shown.</summary>
    public int? ShowsGuest { get; init; }
    public long BegunAt { get; init; }

    public static Answer Of(ApiException error)
    {
        var answer = new Answer { Status = error.Status, Reason = error.Reason, Delay = error.Delay };
        if (error.EmptyBody) return answer;
        using var json = new Utf8JsonWriter(answer.Body, Json);
        json.WriteStartObject();
        json.WriteNull("data"u8);
        json.WriteString("message"u8, error.BodyMessage ?? (error.Status == 501 ? error.Reason : error.Reason + "\n"));
        if (error.Errors is not null)
        {
            json.WriteStartObject("errors"u8);
            foreach (var (name, problem) in error.Errors) json.WriteString(name, problem);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return answer;
    }

    public void Dispose() => Body.Dispose();
}
