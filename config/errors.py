"""What ends a program before it begins.

ConfigError   a setting, a file, a topic or a Redis is not as it must be: exit 78, one line
"""

EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h; supervisors and units know it


class ConfigError(Exception):
    """Something was declared wrongly. The text names file, line or variable and what is allowed."""
