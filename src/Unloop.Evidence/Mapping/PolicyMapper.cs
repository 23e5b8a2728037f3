using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Mapping;

/// <summary>LimitRanges and ResourceQuotas as lines that a report can show: <c>Container default memory: 128Mi</c>, <c>limits.memory: 2Gi of 2Gi used</c>.</summary>
public static class PolicyMapper
{
    public static PolicyFact Map(LimitRange range)
    {
        var lines = (range.Spec?.Limits ?? []).Where(l => l is not null).SelectMany(limit =>
            new[] { ("default", limit.Default), ("default request", limit.DefaultRequest), ("min", limit.Min), ("max", limit.Max) }
                .SelectMany(set => (set.Item2 ?? new Dictionary<string, string?>()).Select(q => $"{limit.Type} {set.Item1} {q.Key}: {q.Value}")));
        return new PolicyFact("LimitRange", range.Metadata?.Name ?? "", [.. lines]);
    }

    public static PolicyFact Map(ResourceQuota quota)
    {
        var used = quota.Status?.Used;
        var lines = (quota.Status?.Hard ?? quota.Spec?.Hard ?? new Dictionary<string, string?>())
            .Select(hard => used?.GetValueOrDefault(hard.Key) is { } use ? $"{hard.Key}: {use} of {hard.Value} used" : $"{hard.Key}: {hard.Value}");
        return new PolicyFact("ResourceQuota", quota.Metadata?.Name ?? "", [.. lines]);
    }
}
