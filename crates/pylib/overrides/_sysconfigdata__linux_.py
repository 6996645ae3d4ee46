"""What `sysconfig` tells about the build: Whipsnake has no C headers, libraries or compiler options to tell about."""
build_time_vars = {
    'ABIFLAGS': '',
    'EXE': '',
    'EXT_SUFFIX': '',
    'MULTIARCH': '',
    'Py_DEBUG': 0,
    'Py_ENABLE_SHARED': 0,
    'Py_GIL_DISABLED': 0,
    'SHLIB_SUFFIX': '.so',
    'SOABI': '',
    'TZPATH': '/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo',
    'VERSION': '3.14',
}
