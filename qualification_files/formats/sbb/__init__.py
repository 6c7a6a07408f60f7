"""The official qualification file as SBB publishes it: one XML file in, qualifications or reasons why not out."""

from qualification_files.formats.sbb.incoming import Limits
from qualification_files.formats.sbb.sbb_xml import read_dossiers

__all__ = ["Limits", "read_dossiers"]
