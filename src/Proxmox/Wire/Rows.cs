using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>The envelope of every Proxmox response.</summary>
internal sealed record Envelope<T>([property: JsonPropertyName("data")] T? Data);

/// <summary>The body of a Proxmox error.</summary>
internal sealed record ErrorBody(
    [property: JsonPropertyName("message"), JsonConverter(typeof(TextConverter))] string? Message,
    [property: JsonPropertyName("errors"), JsonConverter(typeof(ErrorsConverter))] string? Errors);

/// <summary>A row of <c>/cluster/status</c>.</summary>
internal sealed record MemberRow(
    [property: JsonPropertyName("type"), JsonConverter(typeof(TextConverter))] string? Type,
    [property: JsonPropertyName("name"), JsonConverter(typeof(TextConverter))] string? Name,
    [property: JsonPropertyName("quorate"), JsonConverter(typeof(BooleanConverter))] bool? Quorate,
    [property: JsonPropertyName("online"), JsonConverter(typeof(BooleanConverter))] bool? Online,
    [property: JsonPropertyName("local"), JsonConverter(typeof(BooleanConverter))] bool? Local,
    [property: JsonPropertyName("ip"), JsonConverter(typeof(TextConverter))] string? Ip);

/// <summary>A guest's <c>status/current</c>.</summary>
internal sealed record CurrentRow(
    [property: JsonPropertyName("status"), JsonConverter(typeof(TextConverter))] string? Status,
    [property: JsonPropertyName("qmpstatus"), JsonConverter(typeof(TextConverter))] string? QmpStatus,
    [property: JsonPropertyName("lock"), JsonConverter(typeof(TextConverter))] string? Lock,
    [property: JsonPropertyName("uptime"), JsonConverter(typeof(Int64Converter))] long? Uptime,
    [property: JsonPropertyName("ha"), JsonConverter(typeof(HaManagedConverter))] bool? HaManaged);

/// <summary>A row of <c>/nodes/{node}/qemu</c> or <c>/lxc</c>.</summary>
internal sealed record ListedGuestRow(
    [property: JsonPropertyName("vmid"), JsonConverter(typeof(Int64Converter))] long? Vmid,
    [property: JsonPropertyName("status"), JsonConverter(typeof(TextConverter))] string? Status,
    [property: JsonPropertyName("qmpstatus"), JsonConverter(typeof(TextConverter))] string? QmpStatus,
    [property: JsonPropertyName("lock"), JsonConverter(typeof(TextConverter))] string? Lock,
    [property: JsonPropertyName("uptime"), JsonConverter(typeof(Int64Converter))] long? Uptime);

/// <summary>A row of <c>/nodes/{node}/services</c>.</summary>
internal sealed record ServiceRow(
    [property: JsonPropertyName("service"), JsonConverter(typeof(TextConverter))] string? Service,
    [property: JsonPropertyName("name"), JsonConverter(typeof(TextConverter))] string? Name,
    [property: JsonPropertyName("active-state"), JsonConverter(typeof(TextConverter))] string? ActiveState,
    [property: JsonPropertyName("unit-state"), JsonConverter(typeof(TextConverter))] string? UnitState,
    [property: JsonPropertyName("desc"), JsonConverter(typeof(TextConverter))] string? Description);

/// <summary>A row of <c>/nodes/{node}/storage</c>.</summary>
internal sealed record StorageRow(
    [property: JsonPropertyName("storage"), JsonConverter(typeof(TextConverter))] string? Storage,
    [property: JsonPropertyName("type"), JsonConverter(typeof(TextConverter))] string? Type,
    [property: JsonPropertyName("enabled"), JsonConverter(typeof(BooleanConverter))] bool? Enabled,
    [property: JsonPropertyName("active"), JsonConverter(typeof(BooleanConverter))] bool? Active,
    [property: JsonPropertyName("shared"), JsonConverter(typeof(BooleanConverter))] bool? Shared,
    [property: JsonPropertyName("used"), JsonConverter(typeof(Int64Converter))] long? Used,
    [property: JsonPropertyName("total"), JsonConverter(typeof(Int64Converter))] long? Total,
    [property: JsonPropertyName("content"), JsonConverter(typeof(TextConverter))] string? Content);

/// <summary>A row of <c>/nodes/{node}/certificates/info</c>.</summary>
internal sealed record CertificateRow(
    [property: JsonPropertyName("filename"), JsonConverter(typeof(TextConverter))] string? File,
    [property: JsonPropertyName("notafter"), JsonConverter(typeof(Int64Converter))] long? NotAfter,
    [property: JsonPropertyName("subject"), JsonConverter(typeof(TextConverter))] string? Subject,
    [property: JsonPropertyName("fingerprint"), JsonConverter(typeof(TextConverter))] string? Fingerprint);

/// <summary>A row of <c>/nodes/{node}/replication</c>.</summary>
internal sealed record ReplicationRow(
    [property: JsonPropertyName("id"), JsonConverter(typeof(TextConverter))] string? Id,
    [property: JsonPropertyName("guest"), JsonConverter(typeof(Int64Converter))] long? Guest,
    [property: JsonPropertyName("target"), JsonConverter(typeof(TextConverter))] string? Target,
    [property: JsonPropertyName("fail_count"), JsonConverter(typeof(Int64Converter))] long? FailCount,
    [property: JsonPropertyName("error"), JsonConverter(typeof(TextConverter))] string? Error,
    [property: JsonPropertyName("last_sync"), JsonConverter(typeof(Int64Converter))] long? LastSync,
    [property: JsonPropertyName("last_try"), JsonConverter(typeof(Int64Converter))] long? LastTry,
    [property: JsonPropertyName("disable"), JsonConverter(typeof(BooleanConverter))] bool? Disable);

/// <summary>A row of <c>/nodes/{node}/tasks</c>.</summary>
internal sealed record TaskRow(
    [property: JsonPropertyName("upid"), JsonConverter(typeof(TextConverter))] string? Upid,
    [property: JsonPropertyName("node"), JsonConverter(typeof(TextConverter))] string? Node,
    [property: JsonPropertyName("type"), JsonConverter(typeof(TextConverter))] string? Type,
    [property: JsonPropertyName("id"), JsonConverter(typeof(TextConverter))] string? Id,
    [property: JsonPropertyName("user"), JsonConverter(typeof(TextConverter))] string? User,
    [property: JsonPropertyName("tokenid"), JsonConverter(typeof(TextConverter))] string? TokenId,
    [property: JsonPropertyName("starttime"), JsonConverter(typeof(Int64Converter))] long? StartTime,
    [property: JsonPropertyName("endtime"), JsonConverter(typeof(Int64Converter))] long? EndTime,
    [property: JsonPropertyName("status"), JsonConverter(typeof(TextConverter))] string? Status);

/// <summary>A task's <c>status</c>.</summary>
internal sealed record TaskStatusRow(
    [property: JsonPropertyName("status"), JsonConverter(typeof(TextConverter))] string? Status,
    [property: JsonPropertyName("exitstatus"), JsonConverter(typeof(TextConverter))] string? ExitStatus);

/// <summary>A line of a task's <c>log</c>.</summary>
internal sealed record LogRow(
    [property: JsonPropertyName("n"), JsonConverter(typeof(Int64Converter))] long? Number,
    [property: JsonPropertyName("t"), JsonConverter(typeof(TextConverter))] string? Text);

/// <summary>A row of <c>/cluster/backup-info/not-backed-up</c>.</summary>
internal sealed record NotBackedUpRow(
    [property: JsonPropertyName("vmid"), JsonConverter(typeof(Int64Converter))] long? Vmid);

/// <summary>A node's <c>status</c>.</summary>
internal sealed record NodeStatusRow([property: JsonPropertyName("memory")] MemoryRow? Memory);

/// <summary>The memory in a node's <c>status</c>; <c>available</c> since 9.x.</summary>
internal sealed record MemoryRow(
    [property: JsonPropertyName("total"), JsonConverter(typeof(Int64Converter))] long? Total,
    [property: JsonPropertyName("used"), JsonConverter(typeof(Int64Converter))] long? Used,
    [property: JsonPropertyName("available"), JsonConverter(typeof(Int64Converter))] long? Available);

/// <summary>A node's <c>time</c>.</summary>
internal sealed record TimeRow(
    [property: JsonPropertyName("time"), JsonConverter(typeof(Int64Converter))] long? Time);

/// <summary>A guest's <c>config</c>.</summary>
internal sealed record ConfigRow(
    [property: JsonPropertyName("onboot"), JsonConverter(typeof(BooleanConverter))] bool? OnBoot);

/// <summary>The answer of <c>/cluster/metrics/export</c>: an object with <c>data</c>. A bare list is read too.</summary>
[JsonConverter(typeof(MetricRowsConverter))]
internal sealed record MetricRows(MetricRow?[]? Data);

/// <summary>A value of <c>/cluster/metrics/export</c>.</summary>
internal sealed record MetricRow(
    [property: JsonPropertyName("timestamp"), JsonConverter(typeof(Int64Converter))] long? Timestamp,
    [property: JsonPropertyName("id"), JsonConverter(typeof(TextConverter))] string? Id,
    [property: JsonPropertyName("metric"), JsonConverter(typeof(TextConverter))] string? Metric,
    [property: JsonPropertyName("value"), JsonConverter(typeof(DoubleConverter))] double? Value);
