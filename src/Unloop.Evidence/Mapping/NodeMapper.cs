using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Mapping;

public static class NodeMapper
{
    public static NodeFacts Map(Node node) => new()
    {
        Name = node.Metadata?.Name ?? "",
        Architecture = node.Status?.NodeInfo?.Architecture,
        OperatingSystem = node.Status?.NodeInfo?.OsImage ?? node.Status?.NodeInfo?.OperatingSystem,
        KernelVersion = node.Status?.NodeInfo?.KernelVersion,
        ContainerRuntime = node.Status?.NodeInfo?.ContainerRuntimeVersion,
        KubeletVersion = node.Status?.NodeInfo?.KubeletVersion,
        AllocatableMemory = node.Status?.Allocatable?.GetValueOrDefault("memory"),
        AllocatableCpu = node.Status?.Allocatable?.GetValueOrDefault("cpu"),
        Conditions = [.. PodMapper.Conditions(node.Status?.Conditions)],
    };
}
