"""pdfium's functions without ctypes' checks, and buffers for what many calls give.

A page has some thousand characters, and each call through ctypes' checked prototypes costs more than pdfium's work behind
it. So the calls that go per character or per object use unchecked prototypes over the same addresses, with arguments that are
converted once, mapped in C over output buffers that are made once. What is called for what is the business of
`pdfium.py`, `drawn.py` and `paths.py`.
"""

import ctypes
from collections import deque

import numpy as np
import pypdfium2.raw as raw

# Ready-made arguments: an address that is passed many times is converted once, and never cut to 32 bits as a bare number.
pointer = ctypes.c_void_p.from_param
number = ctypes.c_int.from_param
Argument = type(number(0))


def unchecked(function, result=ctypes.c_int, prototype=ctypes.PYFUNCTYPE):
    return prototype(result)(ctypes.cast(function, ctypes.c_void_p).value)


# These two may take long: other threads run meanwhile.
load_page = unchecked(raw.FPDF_LoadPage, ctypes.c_void_p, ctypes.CFUNCTYPE)
load_text = unchecked(raw.FPDFText_LoadPage, ctypes.c_void_p, ctypes.CFUNCTYPE)
close_page = unchecked(raw.FPDF_ClosePage, None)
close_text = unchecked(raw.FPDFText_ClosePage, None)
get_page_box = unchecked(raw.FPDF_GetPageBoundingBox)
get_width = unchecked(raw.FPDF_GetPageWidthF, ctypes.c_float)
get_height = unchecked(raw.FPDF_GetPageHeightF, ctypes.c_float)
get_rotation = unchecked(raw.FPDFPage_GetRotation)
count_objects = unchecked(raw.FPDFPage_CountObjects)
count_characters = unchecked(raw.FPDFText_CountChars)
get_fill_color = unchecked(raw.FPDFText_GetFillColor)

get_text = unchecked(raw.FPDFText_GetText)
get_unicode = unchecked(raw.FPDFText_GetUnicode, ctypes.c_uint)
get_loose_box = unchecked(raw.FPDFText_GetLooseCharBox, None)
get_origin = unchecked(raw.FPDFText_GetCharOrigin, None)
get_angle = unchecked(raw.FPDFText_GetCharAngle, ctypes.c_float)
get_text_object = unchecked(raw.FPDFText_GetTextObject, ctypes.c_void_p)
get_object = unchecked(raw.FPDFPage_GetObject, ctypes.c_void_p)
get_form_object = unchecked(raw.FPDFFormObj_GetObject, ctypes.c_void_p)
get_type = unchecked(raw.FPDFPageObj_GetType)
get_bounds = unchecked(raw.FPDFPageObj_GetBounds, None)
get_matrix = unchecked(raw.FPDFPageObj_GetMatrix, None)
get_render_mode = unchecked(raw.FPDFTextObj_GetTextRenderMode)
get_clip = unchecked(raw.FPDFPageObj_GetClipPath, ctypes.c_void_p)
count_clips = unchecked(raw.FPDFClipPath_CountPaths)
count_clip_segments = unchecked(raw.FPDFClipPath_CountPathSegments)
get_clip_segment = unchecked(raw.FPDFClipPath_GetPathSegment, ctypes.c_void_p)
count_segments = unchecked(raw.FPDFPath_CountSegments)
get_segment = unchecked(raw.FPDFPath_GetPathSegment, ctypes.c_void_p)
get_point = unchecked(raw.FPDFPathSegment_GetPoint, None)
get_segment_type = unchecked(raw.FPDFPathSegment_GetType)
get_close = unchecked(raw.FPDFPathSegment_GetClose)
get_draw_mode = unchecked(raw.FPDFPath_GetDrawMode, None)
count_form_objects = unchecked(raw.FPDFFormObj_CountObjects)

_numbers = np.empty(0, dtype=object)


def first(count: int) -> np.ndarray:
    """The numbers 0 .. count - 1 as arguments."""
    global _numbers
    if count > len(_numbers):
        _numbers = np.empty(2 * count, dtype=object)
        _numbers[:] = list(map(number, range(2 * count)))
    return _numbers[:count]


class Outputs:
    """Output buffers for mapped calls: `refs[i]` are the pointer arguments of the i-th call, `array` what they point at."""

    def __init__(self, kind, per_call: int, arguments: int):
        self._kind, self._per_call, self._arguments = kind, per_call, arguments
        self._grow(4096)

    def _grow(self, calls: int) -> None:
        size = ctypes.sizeof(self._kind)
        self._buffer = (self._kind * (self._per_call * calls))()
        step = self._per_call // self._arguments
        self.refs = [
            [ctypes.byref(self._buffer, size * (i * self._per_call + a * step)) for i in range(calls)]
            for a in range(self._arguments)
        ]
        self.array = np.frombuffer(self._buffer, dtype=np.dtype(self._kind)).reshape(calls, self._per_call)

    def map(self, function, *arguments, count: int) -> np.ndarray:
        """The outputs of `count` calls, shape (count, per_call), valid as a copy."""
        if count > len(self.array):
            self._grow(2 * count)
        self.array[:count] = 0
        deque(map(function, *arguments, *(refs for refs in self.refs)), maxlen=0)
        return self.array[:count].astype(np.float64, order="F")


boxes_out = Outputs(ctypes.c_float, 4, 1)
origins_out = Outputs(ctypes.c_double, 2, 2)
bounds_out = Outputs(ctypes.c_float, 4, 4)
matrices_out = Outputs(ctypes.c_float, 6, 1)
point_out = (ctypes.c_float * 2)()
point_out_x, point_out_y = ctypes.byref(point_out), ctypes.byref(point_out, 4)
points_out = Outputs(ctypes.c_float, 2, 2)
page_box = (ctypes.c_float * 4)()  # left, top, right, bottom
page_box_ref = ctypes.byref(page_box)
draw_modes_out = Outputs(ctypes.c_int, 2, 2)

FORM = raw.FPDF_PAGEOBJ_FORM
LINE_TO, MOVE_TO = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_MOVETO
