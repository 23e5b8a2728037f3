namespace Unloop.Core.Injection;

/// <summary>One table of everything that goes into the containers of a pod. Pure.</summary>
public static class InjectionTable
{
    /// <param name="facts">As read.</param>
    /// <param name="mask">Through which every value goes before it is in the table to be shown.</param>
    public static IReadOnlyList<ContainerInjection> Of(InjectionFacts facts, Mask mask) => [.. facts.Containers.Select(container =>
    {
        var variables = new VariableTable(facts, container, mask).Build();
        var files = new FileTable(facts, container, variables);
        return new ContainerInjection
        {
            Container = container.Name,
            Type = container.Type,
            StartedAt = container.StartedAt,
            Variables = variables,
            Files = files.Files(),
            Mounts = files.Mounts(),
        };
    })];
}
