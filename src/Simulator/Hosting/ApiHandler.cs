using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using OrleansMonitor.Simulator.Api;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Requests;

namespace OrleansMonitor.Simulator.Hosting;

/// <summary>
/// Handles one HTTP request of the Proxmox API and applies faults. It only sends and waits; <see cref="Dispatcher"/> decides.
/// </summary>
internal sealed class ApiHandler(Simulation simulation, Machinery machinery, FaultRules faults, RequestLog log)
{
    public const string Prefix = "/api2/json";
    private const int FlushBytes = 64 * 1024;
    private readonly Dispatcher _dispatcher = new(machinery);

    /// <summary>Called when a change was shown to a client for the first time.</summary>
    public Action<ChangeShown>? Shown { get; set; }

    public async Task HandleAsync(HttpContext context, Node node)
    {
        var path = context.Request.Path.Value![Prefix.Length..];
        if (path == "") path = "/";
        log.Begin(node.Name, context.Request.Method, path);
        try
        {
            await AnswerAsync(context, node, path);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        finally
        {
            var status = context.Response.HasStarted ? context.Response.StatusCode : 0;
            log.End(new(simulation.Time.GetUtcNow(), node.Name, context.Request.Method, path, context.Request.QueryString.Value
                ?? "", status));
        }
    }

    private async Task AnswerAsync(HttpContext context, Node node, string path)
    {
        // A script may add or remove faults, so time must be advanced before the rules are matched.
        simulation.With(_ => { });
        var active = faults.Match(context.Request.Method, path, node.Name);
        var fault = active?.Rule;
        if (fault is not null)
        {
            await DelayAsync(fault.Delay, context);
            if (fault.Hang) await HoldAsync(active!.Removed.Task.WaitAsync(context.RequestAborted));
            if (fault.AbortConnection) context.Abort();
            if (fault.Status is { } status) await WriteHeadAsync(context, status, fault.Reason ?? "");
            if (fault.AbortConnection || fault.Status is not null) return;
        }

        var request = await RequestReader.ReadAsync(context, node, path, fault?.DropRows);
        using var answer = simulation.With(state =>
        {
            if (context.Request.Method == "GET") return _dispatcher.Dispatch(request);
            var act = ActRecorder.Record(state, request);
            var answer = _dispatcher.Dispatch(request);
            log.Add(act with { Status = answer.Reset || answer.Never || fault is { LoseAnswer: true } ? 0 : answer.Status });
            return answer;
        });
        if (answer.Reset || fault is { LoseAnswer: true })
        {
            context.Abort();
            return;
        }

        if (answer.Never) await HoldAsync(Task.Delay(Timeout.InfiniteTimeSpan, simulation.Time, context.RequestAborted));
        await DelayAsync(answer.Delay, context);
        Head(context, answer.Status, answer.Reason);
        if (fault is { TruncateAfterBytes: not null } or { InvalidJson: true } or { RewriteBody: not null })
            await WriteBrokenAsync(context, answer, fault);
        else if (answer.Compressed) await WriteCompressedAsync(context, answer.Body.Written);
        else if (answer.Rows is null) await WriteBodyAsync(context, answer.Body.Written);
        else await WriteRowsAsync(context, answer);
        await context.Response.CompleteAsync();
        ReportShown(answer, path);
    }

    private async Task DelayAsync(TimeSpan delay, HttpContext context)
    {
        if (delay > TimeSpan.Zero) await HoldAsync(Task.Delay(delay, simulation.Time, context.RequestAborted));
    }

    private async Task HoldAsync(Task until)
    {
        using var held = log.Hold();
        await until;
    }

    private static void Head(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        context.Response.Headers.Server = "pve-api-daemon/3.0";
        context.Response.Headers.CacheControl = "max-age=0";
        context.Response.Headers.Pragma = "no-cache";
        if (status != 200) context.Response.Headers.Connection = "close";
    }

    private static async Task WriteHeadAsync(HttpContext context, int status, string reason)
    {
        Head(context, status, reason);
        context.Response.ContentLength = 0;
        await context.Response.CompleteAsync();
    }

    private static async Task WriteBodyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        if (body.Length == 0) return;
        context.Response.ContentType = "application/json;charset=UTF-8";
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task WriteCompressedAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "application/json;charset=UTF-8";
        context.Response.Headers.ContentEncoding = "gzip";
        await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await zip.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Writes rows in batches, so 100,000 rows never exist at once. Small responses still have a Content-Length.</summary>
    private async Task WriteRowsAsync(HttpContext context, Answer answer)
    {
        context.Response.ContentType = "application/json;charset=UTF-8";
        await using var json = Open(answer);
        while (Some(answer, json))
        {
            if (answer.Body.Count < FlushBytes) continue;
            await context.Response.BodyWriter.WriteAsync(answer.Body.Written, context.RequestAborted);
            answer.Body.Clear();
        }

        Close(json);
        if (!context.Response.HasStarted) context.Response.ContentLength = answer.Body.Count;
        await context.Response.BodyWriter.WriteAsync(answer.Body.Written, context.RequestAborted);
    }

    private static Utf8JsonWriter Open(Answer answer)
    {
        var json = new Utf8JsonWriter(answer.Body, Answer.Json);
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        return json;
    }

    private bool Some(Answer answer, Utf8JsonWriter json) => simulation.With(_ =>
    {
        var more = answer.Rows!.WriteSome(json);
        json.Flush();
        return more;
    });

    private static void Close(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private async Task WriteBrokenAsync(HttpContext context, Answer answer, FaultRule fault)
    {
        if (answer.Rows is not null)
        {
            await using var json = Open(answer);
            while (Some(answer, json))
            {
            }

            Close(json);
        }

        var body = answer.Body.Written.ToArray();
        if (fault.RewriteBody is { } rewrite) body = rewrite(body);
        // A control character is invalid inside and outside of a JSON string.
        if (fault.InvalidJson) "\u0001broken\u0001"u8[..Math.Min(8, body.Length / 2)].CopyTo(body.AsSpan(body.Length / 2));
        if (fault.TruncateAfterBytes is not { } limit || limit >= body.Length)
        {
            await WriteBodyAsync(context, body);
            return;
        }

        context.Response.ContentLength = body.Length;
        context.Response.ContentType = "application/json;charset=UTF-8";

        // The server closes the connection after a response that is too short. After a reset the sent bytes could be lost.
        await context.Response.BodyWriter.WriteAsync(body.AsMemory(0, limit), context.RequestAborted);
    }

    private void ReportShown(Answer answer, string path)
    {
        if (answer.Status != 200 || (answer.Rows is null && answer.ShowsGuest is null)) return;
        var shown = simulation.With(state =>
            answer.ShowsGuest is { } vmid
                ? state.Changes.RemoveShown(vmid, answer.BegunAt)
                : state.Changes.RemoveShown(answer.Rows!.AsOf, answer.BegunAt));
        foreach (var change in shown) Shown?.Invoke(new(change, path, simulation.Time.GetUtcNow(), simulation.Time.GetTimestamp()));
    }
}
