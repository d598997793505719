namespace CustomerCapital.Domain.Segments;

/// <summary>How a field is compared. In JSON the name in camelCase, as those of the fields beside it.</summary>
public enum SegmentOperator
{
    /// <summary>Has this value; texts to the character.</summary>
    Equals = 1,

    /// <summary>Has a value, and not this one.</summary>
    NotEquals,

    /// <summary>Has one of these values.</summary>
    In,

    /// <summary>Less, lower or earlier than this.</summary>
    LessThan,

    /// <summary>This, or less.</summary>
    AtMost,

    /// <summary>More, higher or later than this.</summary>
    GreaterThan,

    /// <summary>This, or more.</summary>
    AtLeast,

    /// <summary>Has a value, whichever.</summary>
    Exists,
}
