namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary><c>a &gt; bool on (pod) group_left (node) b</c>.</summary>
public sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right) : Expression
{
    /// <summary>A comparison gives 0 or 1 and filters nothing.</summary>
    public bool ReturnsBool { get; init; }

    /// <summary>Null where nothing was written: all labels are matched.</summary>
    public VectorMatching? Matching { get; init; }

    public TextSpan OperatorSpan { get; init; }

    public override ValueType Type => Left.Type == ValueType.Scalar && Right.Type == ValueType.Scalar ? ValueType.Scalar : ValueType.InstantVector;
    public override IEnumerable<Expression> Children => [Left, Right];
}

/// <param name="On">The labels are those that are compared; else those that are not.</param>
/// <param name="Group">The side that may have several series for one of the other.</param>
/// <param name="Include">Labels that are copied from the other side; only with a group.</param>
public sealed record VectorMatching(bool On, IReadOnlyList<string> Labels, MatchingGroup Group = MatchingGroup.None, IReadOnlyList<string>? Include = null, TextSpan Span = default);

public enum MatchingGroup
{
    None,
    Left,
    Right,
}

/// <summary>In the order of their precedence, the weakest first.</summary>
public enum BinaryOperator
{
    Or,
    And,
    Unless,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Atan2,
    Power,
}

public static class BinaryOperators
{
    private static readonly (BinaryOperator Operator, string Text, int Precedence)[] Table =
    [
        (BinaryOperator.Or, "or", 1), (BinaryOperator.And, "and", 2), (BinaryOperator.Unless, "unless", 2),
        (BinaryOperator.Equal, "==", 3), (BinaryOperator.NotEqual, "!=", 3), (BinaryOperator.Less, "<", 3), (BinaryOperator.LessOrEqual, "<=", 3),
        (BinaryOperator.Greater, ">", 3), (BinaryOperator.GreaterOrEqual, ">=", 3), (BinaryOperator.Add, "+", 4), (BinaryOperator.Subtract, "-", 4),
        (BinaryOperator.Multiply, "*", 5), (BinaryOperator.Divide, "/", 5), (BinaryOperator.Modulo, "%", 5), (BinaryOperator.Atan2, "atan2", 5),
        (BinaryOperator.Power, "^", 6),
    ];

    /// <summary>A sign binds as strongly as <c>*</c>: <c>-1^2</c> is -1.</summary>
    internal const int SignPrecedence = 5;

    public static string Text(this BinaryOperator op) => Table[(int)op].Text;

    /// <summary>1, the weakest, to 6; all but <c>^</c> associate to the left.</summary>
    public static int Precedence(this BinaryOperator op) => Table[(int)op].Precedence;

    public static bool IsComparison(this BinaryOperator op) => op.Precedence() == 3;

    public static bool IsSet(this BinaryOperator op) => op.Precedence() <= 2;

    /// <summary>The same comparison read from the other side: <c>5 &lt; x</c> is <c>x &gt; 5</c>.</summary>
    public static BinaryOperator Mirrored(this BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => op,
    };

    internal static BinaryOperator? Of(string text)
    {
        foreach (var row in Table)
        {
            if (row.Text == text)
            {
                return row.Operator;
            }
        }

        return null;
    }
}
