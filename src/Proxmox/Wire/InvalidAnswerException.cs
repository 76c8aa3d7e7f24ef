namespace OrleansMonitor.Proxmox.Wire;

/// <summary>A body that is not what Proxmox answers; the message completes "the answer is unusable: …".</summary>
internal sealed class InvalidAnswerException(string message) : Exception(message);
