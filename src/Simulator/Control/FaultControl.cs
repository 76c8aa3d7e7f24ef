using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansMonitor.Simulator.Faults;

namespace OrleansMonitor.Simulator.Control;

/// <summary>Fault rules over HTTP. Rows to drop are given as a list of ids.</summary>
internal sealed class FaultControl(FaultRules faults)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private sealed record Body(
        string? PathPrefix, string? PathPattern, string? Node, int? Times, TimeSpan? Delay, bool? Hang, int? Status, string? Reason,
        int? TruncateAfterBytes, bool? InvalidJson,
        HashSet<string>? DropRows, bool? AbortConnection, string? Method, bool? LoseAnswer);

    /// <summary>Adds the rule in the body. Returns its problems.</summary>
    public async Task<IReadOnlyList<string>> AddAsync(HttpContext context)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<Body>(context.Request.Body, Json, context.RequestAborted);
            if (body is null) return ["The body must be a fault rule."];
            faults.Add(new FaultRule
            {
                PathPrefix = body.PathPrefix,
                PathPattern = body.PathPattern,
                Node = body.Node,
                Times = body.Times,
                Delay = body.Delay ?? TimeSpan.Zero,
                Hang = body.Hang ?? false,
                Status = body.Status,
                Reason = body.Reason,
                TruncateAfterBytes = body.TruncateAfterBytes,
                InvalidJson = body.InvalidJson ?? false,
                DropRows = body.DropRows is { } ids ? ids.Contains : null,
                AbortConnection = body.AbortConnection ?? false,
                Method = body.Method,
                LoseAnswer = body.LoseAnswer ?? false,
            });
            return [];
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return [error.Message];
        }
    }

    public object Clear()
    {
        faults.Clear();
        return new { done = "faults" };
    }
}
