namespace Unloop.Core.Injection;

/// <summary>One table of everything that goes into the containers of a pod. Pure.</summary>
public static class InjectionTable
{
    /// <param name="facts">As read.</param>
    /// <param name="mask">Through which every value goes before it is in the table to be shown.</param>
    public static IReadOnlyList<ContainerInjection> Of(InjectionFacts facts, Mask mask) => [.. facts.Containers.Select(container =>
    {
        var files = new FileTable(facts, container);
        return new ContainerInjection
        {
            Container = container.Name,
            Type = container.Type,
            StartedAt = container.StartedAt,
            Variables = new VariableTable(facts, container, mask).Build(),
            Files = files.Files(),
            Mounts = files.Mounts(),
        };
    })];
}
