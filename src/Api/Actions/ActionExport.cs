using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Actions;

/// <summary>Streams the audit log page by page, whatever its length.</summary>
internal static class ActionExport
{
    private const int PageSize = 500;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    /// <summary>All rows that match a query, newest first; rows stored meanwhile are omitted.</summary>
    public static async IAsyncEnumerable<ActionDto> Rows(
        IAuditStore store, ActionQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long? cursor = null;
        do
        {
            var page = await store.ListAsync(query with { Limit = PageSize, Before = cursor }, cancellation);
            foreach (var row in page.Items) yield return ActionDto.Of(row);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Writes RFC 4180 CSV. A cell that a spreadsheet would interpret as a formula gets a leading apostrophe.</summary>
    public static async Task WriteCsv(IAsyncEnumerable<ActionDto> rows, Stream stream)
    {
        await using var writer =
            new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(
            "id,timestamp,incident_key,incident_id,runbook_id,condition,action,action_args,result,result_details,verification_result,"
            + "autonomy_level,cluster,node,attempt_number,escalated,notified,actor,remediation_id,upid,verdicts,chain_sequence,"
            + "previous_hash,hash");
        await foreach (var row in rows) await writer.WriteLineAsync(string.Join(',', Cells(row).Select(Cell)));
    }

    private static string?[] Cells(ActionDto row) =>
    [
        row.Id, row.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), row.IncidentKey,
        row.IncidentId, row.RunbookId, row.Condition, row.Action, row.ActionArgs.GetRawText(), row.Result, row.ResultDetails,
        row.VerificationResult, Number(row.AutonomyLevel), row.Cluster, row.Node, Number(row.AttemptNumber),
        row.Escalated ? "true" : "false", row.Notified ? "true" : "false", row.Actor, row.RemediationId, row.Upid,
        row.Verdicts?.GetRawText(), Number(row.ChainSequence), row.PreviousHash, row.Hash,
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var safe = Formula.Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
