using System.Text.Json.Serialization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Source-generated metadata of all responses that are read whole.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = 32, DefaultBufferSize = 16 * 1024)]
[JsonSerializable(typeof(Envelope<MemberRow?[]>), TypeInfoPropertyName = "Members")]
[JsonSerializable(typeof(Envelope<CurrentRow>), TypeInfoPropertyName = "Current")]
[JsonSerializable(typeof(Envelope<ListedGuestRow?[]>), TypeInfoPropertyName = "ListedGuests")]
[JsonSerializable(typeof(Envelope<ServiceRow?[]>), TypeInfoPropertyName = "Services")]
[JsonSerializable(typeof(Envelope<StorageRow?[]>), TypeInfoPropertyName = "Storages")]
[JsonSerializable(typeof(Envelope<CertificateRow?[]>), TypeInfoPropertyName = "Certificates")]
[JsonSerializable(typeof(Envelope<ReplicationRow?[]>), TypeInfoPropertyName = "Replication")]
[JsonSerializable(typeof(Envelope<TaskRow?[]>), TypeInfoPropertyName = "Tasks")]
[JsonSerializable(typeof(Envelope<LogRow?[]>), TypeInfoPropertyName = "Log")]
[JsonSerializable(typeof(Envelope<NotBackedUpRow?[]>), TypeInfoPropertyName = "NotBackedUp")]
[JsonSerializable(typeof(Envelope<MetricRows>), TypeInfoPropertyName = "Metrics")]
[JsonSerializable(typeof(MetricRow?[]), TypeInfoPropertyName = "MetricList")]
[JsonSerializable(typeof(Envelope<NodeStatusRow>), TypeInfoPropertyName = "NodeStatus")]
[JsonSerializable(typeof(Envelope<TimeRow>), TypeInfoPropertyName = "Time")]
[JsonSerializable(typeof(Envelope<ConfigRow>), TypeInfoPropertyName = "Config")]
[JsonSerializable(typeof(Envelope<string?[]>), TypeInfoPropertyName = "Journal")]
[JsonSerializable(typeof(Envelope<string>), TypeInfoPropertyName = "Text")]
[JsonSerializable(typeof(Envelope<TaskStatusRow>), TypeInfoPropertyName = "TaskStatus")]
[JsonSerializable(typeof(Envelope<PermissionRows>), TypeInfoPropertyName = "Permissions")]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class WireJson : JsonSerializerContext;
