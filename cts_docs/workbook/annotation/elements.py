"""Small help in building XML: roots in a default namespace, elements with all their attributes."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree


def root_of(name: str, namespace: str) -> etree._Element:
    """A new root whose namespace is the default one."""
    return etree.fromstring(f'<{name} xmlns="{namespace}"/>')


def child(parent: etree._Element, tag: str, attributes: Mapping[str, str | int]) -> etree._Element:
    """A new last child with its attributes, in the order given."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name, str(value))
    return element
