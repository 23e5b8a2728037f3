namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>
/// PromQL as Prometheus 2.42 to 3 read it (https://prometheus.io/docs/prometheus/latest/querying/basics/). What a parser made has spans; what a repair made has
/// none, and is only printed.
/// </summary>
public abstract record Expression
{
    /// <summary>Where it stands in the text that was parsed, its modifiers included.</summary>
    public TextSpan Span { get; init; }

    public abstract ValueType Type { get; }

    /// <summary>The expressions directly below, in the order of the text.</summary>
    public abstract IEnumerable<Expression> Children { get; }

    /// <summary>It and all below it, from the outside in.</summary>
    public IEnumerable<Expression> All()
    {
        var waiting = new Stack<Expression>();
        waiting.Push(this);
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var child in next.Children.Reverse())
            {
                waiting.Push(child);
            }
        }
    }

    /// <summary>Without the parentheses around it.</summary>
    public Expression Bare() => this is Parenthesis p ? p.Inner.Bare() : this;
}

/// <summary>What an expression evaluates to, in the words of Prometheus' documentation.</summary>
public enum ValueType
{
    Scalar,
    InstantVector,
    RangeVector,
    String,
}

public sealed record NumberLiteral(double Value) : Expression
{
    public override ValueType Type => ValueType.Scalar;
    public override IEnumerable<Expression> Children => [];
}

/// <param name="Value">Without quotes and escapes.</param>
public sealed record StringLiteral(string Value) : Expression
{
    public override ValueType Type => ValueType.String;
    public override IEnumerable<Expression> Children => [];
}

/// <param name="Inner">What is between ( and ).</param>
public sealed record Parenthesis(Expression Inner) : Expression
{
    public override ValueType Type => Inner.Type;
    public override IEnumerable<Expression> Children => [Inner];
}

/// <summary><c>-x</c> or <c>+x</c>; a signed number is a <see cref="NumberLiteral"/>.</summary>
public sealed record UnaryExpression(bool Negates, Expression Operand) : Expression
{
    public override ValueType Type => Operand.Type;
    public override IEnumerable<Expression> Children => [Operand];
}

/// <summary><c>rate(x[5m])</c>.</summary>
public sealed record FunctionCall(FunctionSignature Function, IReadOnlyList<Expression> Arguments) : Expression
{
    public override ValueType Type => Function.Returns;
    public override IEnumerable<Expression> Children => Arguments;

    /// <summary>Of the name alone.</summary>
    public TextSpan NameSpan { get; init; }
}

/// <summary><c>sum by (namespace, pod) (x)</c>.</summary>
/// <param name="Operator">In lower case: <c>sum</c>, <c>topk</c>.</param>
/// <param name="Operand">What is aggregated.</param>
/// <param name="Parameter">Of <c>topk</c>, <c>bottomk</c>, <c>quantile</c>, <c>count_values</c>, <c>limitk</c> and <c>limit_ratio</c>.</param>
/// <param name="Grouping">Null: everything into one.</param>
public sealed record Aggregation(string Operator, Expression Operand, Expression? Parameter, Grouping? Grouping) : Expression
{
    public override ValueType Type => ValueType.InstantVector;
    public override IEnumerable<Expression> Children => Parameter is null ? [Operand] : [Parameter, Operand];
}

/// <param name="Without">The labels are those that are dropped.</param>
/// <param name="Span">With the word <c>by</c> or <c>without</c>.</param>
public sealed record Grouping(bool Without, IReadOnlyList<string> Labels, TextSpan Span = default);
