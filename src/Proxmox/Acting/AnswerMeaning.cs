using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Acting;

/// <summary>Derives from Proxmox' answer to a POST whether the action was done. In case of doubt it may have been done.</summary>
internal static class AnswerMeaning
{
    /// <summary>The outcome that an answer means.</summary>
    public static ActResult Of(ShotAnswer answer, string endpoint, PveCall call, string tokenId, bool makesTask)
    {
        if (answer.Status == 200) return Accepted(answer.Data, endpoint, call, makesTask);
        var isJson = answer.Error is not null;
        var text = PlainText.OneLine(answer.Error?.Errors ?? answer.Error?.Message ?? answer.Reason);
        var description = AnswerFailures.Of(answer.Status, text, isJson, endpoint, call, tokenId).Failure.Description;
        return IsDefinite(answer.Status, isJson, text) ? ActResult.Refused(description, IsLasting(answer.Status, text))
            : ActResult.Unknown(description);
    }

    private static ActResult Accepted(string? data, string endpoint, PveCall call, bool makesTask)
    {
        if (!makesTask && data is not null) return ActResult.Accepted(null, $"{endpoint} accepted {call.Name}: {PlainText.OneLine(data)}");
        return data is not null && data.StartsWith("UPID:", StringComparison.Ordinal)
            ? ActResult.Accepted(data, $"{endpoint} accepted {call.Name}")
            : ActResult.Unknown($"{endpoint} answered {call.Name} with 200, but not with what Proxmox answers");
    }

    // 595 failed to connect to the node; 596 to 599 broke off later (api-facts §1), unless the certificate was at fault, before anything
    // was sent.
    private static bool IsDefinite(int status, bool isJson, string text) => status switch
    {
        500 => isJson,
        596 => text.Contains("certificate verify failed", StringComparison.Ordinal),
        501 or 595 => true,
        _ => status is >= 300 and < 500,
    };

    private static bool IsLasting(int status, string text) =>
        status is 400 or 403 or 501
        || (status == 500
            && (text.Contains("MAC address", StringComparison.Ordinal) || text.Contains("is local node", StringComparison.Ordinal)));
}
