namespace OrleansMonitor.Grains.Nodes;

/// <summary>Gets the grains of nodes.</summary>
public static class NodeKeys
{
    /// <summary>A node.</summary>
    public static INodeGrain Node(this IGrainFactory grains, NodeId node) => grains.GetGrain<INodeGrain>(node.ToString());
}
